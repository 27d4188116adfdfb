// A disk that is full: the engine says nothing, ours throws an error that can be caught.
try {
  os.write('/dev/full', 'text that finds no place')
  println('no error')
} catch (error) {
  println('threw', (error as Error).message)
}
try {
  os.writeFile('/dev/full', 'text')
  println('logged at most')
} catch {
  println('writeFile threw')
}
println('alive')
