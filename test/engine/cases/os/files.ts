// Files are written, read, moved and removed; what fails is an exception, or a line in the log.
const directory = os.env.ZTM_TEST_DIR ?? '.'
const at = (name: string) => os.path.join(directory, name)

function attempt(label: string, work: () => unknown): void {
  try {
    println(label, JSON.stringify(work()) ?? 'undefined')
  } catch (error) {
    println(label, 'threw', (error as Error).message.split(directory).join('DIR'))
  }
}

os.write(at('text'), 'héllo')
println('text', os.read(at('text')).toString() ?? '?', os.read(at('text')).size)
os.write(at('bytes'), new Data([0, 1, 255]))
println('bytes', os.read(at('bytes')).toString('hex'))
const slices = new Data('first ')
slices.push('second ').push(new Data('third'))
os.write(at('slices'), slices)
println('slices', os.read(at('slices')).toString() ?? '?', slices.size)
os.write(at('text'), '')
println('emptied', os.read(at('text')).size)
let long = 'x'
for (let i = 0; i < 20; i++) long += long
os.write(at('long'), new Data(long))
println('long', os.read(at('long')).size)

os.rename(at('bytes'), at('slices'))
println('renamed over', os.read(at('slices')).toString('hex'), os.stat(at('bytes')) === null)
attempt('rename of nothing', () => os.rename(at('none'), at('other')))
attempt('unlink', () => os.unlink(at('slices')))
attempt('unlink of nothing', () => os.unlink(at('slices')))
attempt('unlink of a directory', () => os.unlink(directory))

attempt('read of nothing', () => os.read(at('none')))
attempt('readFile of nothing', () => os.readFile(at('none')))
attempt('read of a directory', () => os.read(directory).size)
attempt('write into nothing', () => os.write(at('none/file'), 'x'))
attempt('writeFile into nothing', () => os.writeFile(at('none/file'), 'x'))
attempt('write over a directory', () => os.write(directory, 'x'))
attempt('empty name', () => os.read(''))

os.chdir(directory)
os.write('relative', 'here')
println('relative', os.read(at('relative')).toString() ?? '?', os.readFile('./relative')?.size ?? -1)
