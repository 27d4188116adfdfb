// Programs that run to their end: a command as a list or as text without a shell, its output and status.
const directory = os.env.ZTM_TEST_DIR ?? '.'
os.chdir(directory)
os.write('show', '#!/bin/sh\nfor word in "$@"; do printf "<%s>" "$word"; done\n')
pipy.exec(['chmod', '755', 'show'])
const run = (command: string | string[]) => println(pipy.exec(command).toString() ?? '?')

run(['./show', 'a b', '', '"c"'])
run('./show one two')
run('  ./show   one\ttwo  ')
run('./show "a b" c')
run('./show a"b c"d')
run('./show "" end')
run('./show a\\ b \\"c\\" "d\\"e" f\\\\g')
run("./show 'a b' $HOME *")
run('./show "not closed')

const output = pipy.exec(['sh', '-c', 'printf out; printf err >&2; exit 3'], {
  onExit: (code, stderr) => println('status', code, 'stderr', stderr.toString() ?? '?'),
})
println('output', output.toString() ?? '?')
const merged = pipy.exec(['sh', '-c', 'printf err >&2; exit 4'], {
  stderr: true,
  onExit: (code, stderr) => println('status', code, 'stderr', typeof stderr),
})
println('output', merged.toString() ?? '?')
println(pipy.exec(['head', '-c', '3000000', '/dev/zero']).size)
