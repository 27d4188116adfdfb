// Directories are made, listed and removed.
const directory = os.env.ZTM_TEST_DIR ?? '.'
const at = (name: string) => os.path.join(directory, name)

function attempt(label: string, work: () => unknown): void {
  try {
    println(label, JSON.stringify(work()) ?? 'undefined')
  } catch (error) {
    println(label, 'threw', (error as Error).message.split(directory).join('DIR'))
  }
}
const names = (path: string) => os.list(path).sort().join(' ')

attempt('mkdir', () => os.mkdir(at('one')))
attempt('mkdir again', () => os.mkdir(at('one')))
attempt('mkdir recursive again', () => os.mkdir(at('one'), { recursive: true }))
attempt('mkdir without parents', () => os.mkdir(at('a/b/c')))
attempt('mkdir with parents', () => os.mkdir(at('a/b/c'), { recursive: true }))
os.write(at('file'), 'x')
attempt('mkdir over a file', () => os.mkdir(at('file')))
attempt('mkdir over a file, recursive', () => os.mkdir(at('file'), { recursive: true }))
attempt('mkdir below a file', () => os.mkdir(at('file/x/y'), { recursive: true }))

os.write(at('.hidden'), 'x')
pipy.exec(['ln', '-s', 'one', at('link')])
println('list', names(directory))
println('list of a file', names(at('file')), 'of nothing', names(at('none')))

os.write(at('a/b/c/file'), 'x')
attempt('rmdir of a full one', () => os.rmdir(at('a')))
attempt('rm of a directory', () => os.rm(at('a')))
attempt('rm recursive', () => os.rm(at('a'), { recursive: true }))
println('gone', os.stat(at('a')) === null)
attempt('rmdir', () => os.rmdir(at('one')))
attempt('rmdir of nothing', () => os.rmdir(at('one')))
attempt('rmdir of nothing, forced', () => os.rmdir(at('one'), { force: true }))
attempt('rmdir of a file', () => os.rmdir(at('file')))
attempt('rm of nothing', () => os.rm(at('none')))
attempt('rm of nothing, recursive', () => os.rm(at('none'), { recursive: true }))
attempt('rm of nothing, forced', () => os.rm(at('none'), { force: true }))
attempt('rm', () => os.rm(at('file')))
attempt('rmdir recursive', () => {
  os.mkdir(at('two/three'), { recursive: true })
  return os.rmdir(at('two'), { recursive: true })
})
println('left', names(directory))
