// JWT and JWK: signatures of tokens that another program made, and what is no token and no key.
// Those of algorithm ES… are in tokens-es.ts.
import { attempt, attemptQuietly } from './_attempt.ts'
import { rsa } from './_keys.ts'
import { ecJWK, rsaJWK, tokens } from './_tokens.ts'

const publicPEM = (pem: string) => new crypto.PublicKey(new crypto.PrivateKey(pem)).toPEM()

const right: { [family: string]: (string | Data | PublicKey | JWK)[] } = {
  HS: ['secret', new Data('secret')],
  RS: [rsa, publicPEM(rsa), new crypto.PublicKey(publicPEM(rsa)), new crypto.JWK(rsaJWK)],
}
const otherRSA = new crypto.PublicKey(new crypto.PrivateKey({ type: 'rsa' }))

tokens.forEach(entry => {
  if (entry[0].startsWith('ES')) return
  const token = new crypto.JWT(entry[1])
  const keys = right[entry[0].substring(0, 2)]!
  println(entry[0], token.isValid, JSON.stringify(token.header), JSON.stringify(token.payload))
  println(keys.map(key => token.verify(key)).join())
  const parts = entry[1].split('.')
  const forged = new crypto.JWT([parts[0], 'eyJzdWIiOiJyb290In0', parts[2]].join('.'))
  println('forged', forged.isValid, forged.payload.sub, keys.map(key => forged.verify(key)).join())
})

const hs = new crypto.JWT(tokens[0]![1])
const rs = new crypto.JWT(tokens[3]![1])
println('another secret', hs.verify('Secret'), hs.verify(''))
println('another key', rs.verify(otherRSA))
attemptQuietly('secret for a signature', () => rs.verify('secret'))
attempt('number', () => hs.verify(5 as unknown as string))

function broken(name: string, text: string): void {
  const token = new crypto.JWT(text)
  println(name, token.isValid, JSON.stringify(token.header), token.verify('secret'))
}
const parts = tokens[0]![1].split('.')
broken('nothing', '')
broken('two parts', [parts[0], parts[1]].join('.'))
broken('four parts', `${tokens[0]![1]}.x`)
broken('not base64url', [parts[0], 'a+b', parts[2]].join('.'))
broken('cut base64url', [parts[0], parts[1], 'a'].join('.'))
broken('not JSON', [parts[0], 'YWJj', parts[2]].join('.'))
// {"alg":"none"}, {"alg":"HS1"}, {}
broken('none', ['eyJhbGciOiJub25lIn0', parts[1], ''].join('.'))
broken('unknown algorithm', ['eyJhbGciOiJIUzEifQ', parts[1], parts[2]].join('.'))
broken('no algorithm', ['e30', parts[1], parts[2]].join('.'))
broken('no signature', [parts[0], parts[1], ''].join('.'))
attempt('token of a number', () => new crypto.JWT(5 as unknown as string))

const jwk = (json: object) => () => new crypto.JWK(json).isValid
attempt('rsa', jwk(rsaJWK))
attempt('ec', jwk(ecJWK))
attempt('no kty', jwk({ n: rsaJWK.n, e: rsaJWK.e }))
attempt('unknown kty', jwk({ kty: 'oct', k: 'AAAA' }))
attempt('no n', jwk({ kty: 'RSA', e: rsaJWK.e }))
attempt('no e', jwk({ kty: 'RSA', n: rsaJWK.n }))
attempt('bad n', jwk({ kty: 'RSA', n: '!', e: rsaJWK.e }))
attempt('no crv', jwk({ kty: 'EC', x: ecJWK.x, y: ecJWK.y }))
attempt('unknown crv', jwk({ ...ecJWK, crv: 'P-1' }))
attempt('no y', jwk({ kty: 'EC', crv: 'P-256', x: ecJWK.x }))
attempt('bad x', jwk({ ...ecJWK, x: 'a+b' }))
