// An algorithm that there is not ends the engine; ours throws.
println('before')
try {
  new algo.LoadBalancer([], { algorithm: 'random' })
} catch (error) {
  println('threw', error.message)
}
