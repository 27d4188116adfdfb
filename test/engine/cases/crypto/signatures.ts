// Sign and Verify. Ed25519 and Ed448 signatures are over the digest, so they differ from those of other programs.
import { attempt, attemptQuietly } from './_attempt.ts'
import { ec, ed448, ed25519, mldsa44, rsa } from './_keys.ts'

const keys: { [name: string]: PrivateKey } = {
  ed25519: new crypto.PrivateKey(ed25519),
  ed448: new crypto.PrivateKey(ed448),
  rsa: new crypto.PrivateKey(rsa),
  ec: new crypto.PrivateKey(ec),
  mldsa44: new crypto.PrivateKey(mldsa44),
}
const names = Object.keys(keys)

function sign(key: PrivateKey, text: string, algorithm: HashAlgorithm = 'sha256'): Data {
  const signing = new crypto.Sign(algorithm)
  signing.update(text)
  return signing.sign(key)
}

function verify(key: PrivateKey, text: string, signature: Data, algorithm: HashAlgorithm = 'sha256'): boolean {
  const verifying = new crypto.Verify(algorithm)
  verifying.update(text)
  return verifying.verify(new crypto.PublicKey(key), signature)
}

// Always the same signature for these three.
println(sign(keys.ed25519!, 'hello').toString('hex'))
println(sign(keys.ed25519!, 'hello', 'sha512').toString('hex'))
println(sign(keys.ed448!, 'hello').toString('base64'))
println(sign(keys.rsa!, 'hello').toString('base64'))
println(sign(keys.rsa!, 'hello', 'sha1').toString('base64url'))
println(sign(keys.rsa!, '', 'sha3-256').toString('base64url'))

names.forEach(name => {
  const key = keys[name]!
  const signature = sign(key, 'text')
  println(name, verify(key, 'text', signature), verify(key, 'texT', signature), verify(key, 'text', signature, 'sha1'))
  println(name, 'as sha512', verify(key, 'text', sign(key, 'text', 'sha512'), 'sha512'))
})
println(sign(keys.mldsa44!, 'x').size, sign(keys.ed448!, 'x').size)

// What is no signature at all. Those of EC keys are another matter: see signatures-ec.ts.
names.forEach(name => {
  if (name === 'ec') return
  const key = keys[name]!
  const cut = sign(key, 'text')
  cut.pop(1)
  const longer = sign(key, 'text').push('x')
  println(name, 'cut', verify(key, 'text', cut), 'longer', verify(key, 'text', longer))
  println(name, 'empty', verify(key, 'text', new Data()), 'junk', verify(key, 'text', new Data('junk')))
})

const signature = sign(keys.ed25519!, 'text')
println('another key', verify(new crypto.PrivateKey({ type: 'ed25519' }), 'text', signature))
println('another type', verify(keys.rsa!, 'text', signature))

const pieces = new crypto.Sign('sha256')
pieces.update('7465', 'hex')
pieces.update(new Data('x'))
pieces.update('dA==', 'base64')
const text = pieces.sign(keys.ed25519!, 'hex')
println('in pieces', text === signature.toString('hex'))

const forms: ('hex' | 'base64' | 'base64url')[] = ['hex', 'base64', 'base64url']
forms.forEach(form => {
  const verifying = new crypto.Verify('sha256')
  verifying.update('text')
  println(form, verifying.verify(new crypto.PublicKey(keys.ed25519!), signature.toString(form), form))
})

const publicKey = new crypto.PublicKey(keys.ed25519!)
attempt('no key', () => new crypto.Sign('sha256').sign(null as unknown as PrivateKey))
attempt('unknown digest', () => new crypto.Sign('nope' as HashAlgorithm))
attempt('unknown digest to verify', () => new crypto.Verify('nope' as HashAlgorithm))
attempt('of a number', () => new crypto.Sign('sha256').update(5 as unknown as string))
attemptQuietly('key that cannot sign', () => sign(new crypto.PrivateKey({ type: 'x25519' }), 'x').size)
attemptQuietly('text that is not hex', () => new crypto.Verify('sha256').verify(publicKey, 'zz', 'hex'))
