// What the runtime uses and Node 20.11 does not have yet (20.16 and 22 have).
process.getBuiltinModule ??= name => require(name)
Promise.withResolvers ??= () => {
  const parts = {}
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }))
  return parts
}
require('node:module').getCompileCacheDir ??= () => undefined
