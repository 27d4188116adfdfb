// PrivateKey and PublicKey: made, written and read; and what is no key.
import { attempt, attemptQuietly } from './_attempt.ts'
import { ec, ed448, ed25519, mldsa44, rsa, rsaPKCS1 } from './_keys.ts'

const lines = (pem: Data) => pem.toString()!.split('\n')
const inside = (pem: Data) => lines(pem).length

const types: KeyType[] = ['rsa', 'ed25519', 'ed448', 'x25519', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87']
types.forEach(type => {
  const key = new crypto.PrivateKey({ type, bits: 1024 })
  const head = lines(key.toPEM())[0]
  const same = new crypto.PrivateKey(key.toPEM()).toPEM().toString() === key.toPEM().toString()
  const pub = new crypto.PublicKey(key)
  println(type, head, same, inside(pub.toPEM()), lines(pub.toPEM())[0])
})
println('two are not the same', makeText() === makeText())
function makeText(): string {
  return new crypto.PrivateKey({ type: 'ed25519' }).toPEM().toString()!
}

const fixed: [string, string][] = [
  ['ed25519', ed25519],
  ['ed448', ed448],
  ['rsa', rsa],
  ['ec', ec],
]
fixed.forEach(entry => {
  const key = new crypto.PrivateKey(entry[1])
  println(entry[0], key.toPEM().toString() === entry[1])
  const pub = new crypto.PublicKey(key)
  println(pub.toPEM().toString())
  println(new crypto.PublicKey(pub.toPEM()).toPEM().toString() === pub.toPEM().toString())
})
println(
  new crypto.PublicKey(rsaPKCS1).toPEM().toString() ===
    new crypto.PublicKey(new crypto.PrivateKey(rsa)).toPEM().toString(),
)
println(inside(new crypto.PublicKey(new crypto.PrivateKey(mldsa44)).toPEM()))
println(new crypto.PrivateKey(`text before\n${ed25519}text after`).toPEM().size)

attempt('empty', () => new crypto.PrivateKey(''))
attempt('empty Data', () => new crypto.PublicKey(new Data()))
attempt('number', () => new crypto.PrivateKey(5 as unknown as string))
attempt('null', () => new crypto.PublicKey(null as unknown as string))
attempt('no type', () => new crypto.PrivateKey({} as { type: KeyType }))
attemptQuietly('junk', () => new crypto.PrivateKey('junk'))
attemptQuietly('public junk', () => new crypto.PublicKey('junk'))
attemptQuietly(
  'bad body',
  () => new crypto.PrivateKey('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'),
)
attemptQuietly('unknown type', () => new crypto.PrivateKey({ type: 'nope' as KeyType }))
attemptQuietly('ec is not made', () => new crypto.PrivateKey({ type: 'ec' as KeyType }))
attemptQuietly('public from private text', () => new crypto.PublicKey(ed25519))
attemptQuietly(
  'private from public text',
  () => new crypto.PrivateKey(new crypto.PublicKey(new crypto.PrivateKey(ed25519)).toPEM()),
)
