// Names become addresses, or null; it never rejects.
DNS.resolve('localhost')
  .then(found => println('localhost', found?.some(address => address === '127.0.0.1' || address === '::1') ?? 'null'))
  .then(() => DNS.resolve('127.0.0.1'))
  .then(found => println('an address', JSON.stringify(found)))
  .then(() => DNS.resolve('no-such-name.invalid'))
  .then(found => println('no such name', JSON.stringify(found)))
