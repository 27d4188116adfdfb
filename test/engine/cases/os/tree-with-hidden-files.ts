// A whole tree goes, hidden files too, and what links point to stays. The engine stops at hidden files and follows links.
const directory = os.env.ZTM_TEST_DIR ?? '.'
const at = (name: string) => os.path.join(directory, name)

os.mkdir(at('tree/inner'), { recursive: true })
os.write(at('tree/inner/.hidden'), 'x')
os.mkdir(at('kept'))
os.write(at('kept/file'), 'x')
pipy.exec(['ln', '-s', at('kept'), at('tree/link')])
try {
  println('rm', os.rm(at('tree'), { recursive: true }))
} catch {
  println('rm threw')
}
println('tree', String(os.stat(at('tree')) === null), 'kept', os.list(at('kept')).join(' '))
