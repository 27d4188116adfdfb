// JWT of algorithm ES256: its signature is two numbers, and each of them can begin with a 1 bit.
import { ec } from './_keys.ts'
import { ecJWK, tokens } from './_tokens.ts'

const publicPEM = new crypto.PublicKey(new crypto.PrivateKey(ec)).toPEM()
const keys: (string | Data | PublicKey | JWK)[] = [
  ec,
  publicPEM,
  new crypto.PublicKey(publicPEM),
  new crypto.JWK(ecJWK),
]

tokens.forEach(entry => {
  if (!entry[0].startsWith('ES')) return
  const token = new crypto.JWT(entry[1])
  println(entry[0], token.isValid, keys.map(key => token.verify(key)).join())
  const parts = entry[1].split('.')
  const forged = new crypto.JWT([parts[0], 'eyJzdWIiOiJyb290In0', parts[2]].join('.'))
  println('forged', forged.isValid, keys.map(key => forged.verify(key)).join())
})
