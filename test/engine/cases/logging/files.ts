// Loggers that append lines to files: texts as they are, JSON one value a line.
const directory = os.env.ZTM_TEST_DIR ?? '.'
const at = (name: string) => os.path.join(directory, name)
const show = (name: string) => println(os.readFile(at(name))?.toString() ?? 'none')

os.write(at('text'), 'before\n')
const text = new logging.TextLogger('text').toFile(at('text'))
text.log('hello', 'world')
text.log(1, 1.5, true, null, undefined)
text.log({ a: 1 }, [1, 2])
text.log()
text.log('')
const json = new logging.JSONLogger('json').toFile(at('json')).toFile(at('second'))
json.log({ a: 1, b: 'x', c: [null, true] })
json.log('text')
json.log(5)
json.log(null)
json.log(undefined)
json.log()

new Timeout(0.3).wait().then(() => {
  show('text')
  show('json')
  show('second')
  println(
    'same',
    new logging.TextLogger('x').toFile(at('third')) instanceof logging.TextLogger,
    os.stat(at('third')) === null,
  )
})
