// Hash and Hmac: every algorithm, every way to feed them, every form of the result.
import { attempt } from './_attempt.ts'

const algorithms: HashAlgorithm[] = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3-256', 'sha3-512']

function hash(algorithm: HashAlgorithm, text: string): string {
  const digest = new crypto.Hash(algorithm)
  digest.update(text)
  return digest.digest('hex')
}

algorithms.forEach(algorithm => println(algorithm, hash(algorithm, ''), hash(algorithm, 'Grüße 😀')))
algorithms.forEach(algorithm => {
  const digest = new crypto.Hmac(algorithm, 'key')
  digest.update('text')
  println(algorithm, digest.digest('hex'))
})

const pieces = new crypto.Hash('sha256')
pieces.update('6772', 'hex')
pieces.update('w7w', 'base64url')
pieces.update('w58=', 'base64')
pieces.update('e')
pieces.update(new Data(' 😀'))
pieces.update(new Data())
println('in pieces', pieces.digest('hex'), hash('sha256', 'grüße 😀'))

const forms: ('hex' | 'base64' | 'base64url')[] = ['hex', 'base64', 'base64url']
forms.forEach(form => {
  const digest = new crypto.Hash('sha1')
  digest.update('abcd')
  println(form, digest.digest(form))
})
const asData = new crypto.Hash('sha1')
asData.update('abcd')
const bytes = asData.digest()
println(bytes instanceof Data, bytes.size, bytes.toString('hex'))
println('update gives', new crypto.Hash('md5').update('a') as undefined)

const slices = new Data('ke')
slices.push(new Data('y'))
const keyed = new crypto.Hmac('sha256', slices)
keyed.update(new Data('text'))
println('key of Data', keyed.digest('base64url'))
const long = new crypto.Hmac('sha256', 'long key '.repeat(20))
long.update('text')
println('long key', long.digest('hex'))

attempt('as utf8', () => new crypto.Hash('sha1').digest('utf8' as 'hex'))
attempt('hmac as utf8', () => new crypto.Hmac('sha1', 'k').digest('utf8' as 'hex'))
attempt('as latin1', () => new crypto.Hash('sha1').digest('latin1' as 'hex'))
attempt('of a number', () => new crypto.Hash('sha1').update(5 as unknown as string))
attempt('hmac of nothing', () => new crypto.Hmac('sha1', 'k').update(null as unknown as string))
