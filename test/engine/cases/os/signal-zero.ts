// Signal 0 asks nothing: the engine takes it for SIGTERM, ours refuses.
println('before')
try {
  os.kill(pipy.pid, 0)
  println('sent')
} catch (error) {
  println('threw', (error as Error).message)
}
