// The process: environment, working directory, home, signals.
const directory = os.env.ZTM_TEST_DIR ?? '.'

println('platform', os.platform)
println('home', os.home().startsWith('/'))
println('environment', typeof os.env, String(os.env.ZTM_NO_SUCH_NAME), os.env.ZTM_TEST_DIR === directory)

os.chdir(directory)
println('working directory', os.abspath('x') === os.path.join(directory, 'x'))
try {
  os.chdir(os.path.join(directory, 'none'))
} catch (error) {
  println('chdir threw', (error as Error).message)
}
os.write('file', '')
try {
  os.chdir('file')
} catch (error) {
  println('chdir threw', (error as Error).message)
}

os.kill(99999999)
os.kill(99999999, 15)
println('kill tells nothing')
println('before the end')
os.kill(pipy.pid, 9)
println('never')
