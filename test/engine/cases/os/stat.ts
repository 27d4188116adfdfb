// stat tells kind, size and times in seconds; null for what is not there. Links are followed.
const directory = os.env.ZTM_TEST_DIR ?? '.'
const at = (name: string) => os.path.join(directory, name)

function show(label: string, path: string): void {
  const found = os.stat(path)
  if (!found) return println(label, 'null')
  const kinds: string[] = []
  if (found.isFile()) kinds.push('file')
  if (found.isDirectory()) kinds.push('directory')
  if (found.isCharacterDevice()) kinds.push('character device')
  if (found.isBlockDevice()) kinds.push('block device')
  if (found.isFIFO()) kinds.push('FIFO')
  if (found.isSocket()) kinds.push('socket')
  println(label, kinds.join(' '), found.isFile() ? found.size : '-')
}

const before = Date.now() / 1000
os.write(at('file'), 'twelve bytes')
show('file', at('file'))
show('directory', directory)
show('with a slash', `${directory}/`)
show('/dev/null', '/dev/null')
show('nothing', at('none'))
show('below a file', at('file/x'))
show('no name', '')
pipy.exec(['mkfifo', at('fifo')])
show('FIFO', at('fifo'))
pipy.exec(['ln', '-s', 'file', at('link')])
show('link', at('link'))
pipy.exec(['ln', '-s', 'none', at('dangling')])
show('dangling link', at('dangling'))

const times = os.stat(at('file'))
if (times) {
  const near = (time: number) => time > before - 5 && time < before + 60
  println('times', near(times.atime), near(times.mtime), near(times.ctime))
}
