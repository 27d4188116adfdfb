// Timeouts: the order in which they come, one that is cancelled, one that is waited for twice.
const begin = pipy.now()
const wait = (seconds: number, name: string): Promise<unknown> =>
  new Timeout(seconds).wait().then(() => println(name, pipy.now() - begin >= seconds * 1000 - 5))

const cancelled = new Timeout(0.05)
cancelled.wait().then(() => println('never'))
cancelled.cancel()
const twice = new Timeout(0.1)
twice.wait().then(() => println('first'))
twice.wait().then(() => println('second'))
Promise.all([wait(0.3, '0.3'), wait(0.2, '0.2'), wait(0, '0')]).then(() => println('all'))
println('at once')
