// Cipher and Decipher: every algorithm, in pieces, and what is wrong with keys and paddings.
import { attempt, attemptQuietly } from './_attempt.ts'

const iv = '0123456789abcdef'
const key = 'an example key, of 32 bytes, yes'

const algorithms: CipherAlgorithm[] = [
  'aes-128-cbc',
  'aes-192-cbc',
  'aes-256-cbc',
  'aes-128-ctr',
  'aes-192-ctr',
  'aes-256-ctr',
]

const optionsOf = (algorithm: CipherAlgorithm) => ({ key: key.substring(0, Number(algorithm.substring(4, 7)) / 8), iv })

function encipher(algorithm: CipherAlgorithm, ...pieces: (string | Data)[]): Data {
  const cipher = new crypto.Cipher(algorithm, optionsOf(algorithm))
  const out = new Data()
  pieces.forEach(piece => out.push(cipher.update(piece)))
  return out.push(cipher.final())
}

function decipher(algorithm: CipherAlgorithm, data: Data): string | undefined {
  const plain = new crypto.Decipher(algorithm, optionsOf(algorithm))
  const out = plain.update(data)
  return out.push(plain.final()).toString()
}

algorithms.forEach(algorithm => {
  const data = encipher(algorithm, 'Grüße', new Data(', 😀, in pieces longer than a block'))
  println(algorithm, data.size, data.toString('hex'))
  println(decipher(algorithm, data))
  println('nothing', encipher(algorithm).toString('hex'), encipher(algorithm, '', new Data()).size)
  println('16 bytes', encipher(algorithm, iv).toString('hex'))
})

const asData = new crypto.Cipher('aes-128-cbc', { key: new Data(iv), iv: new Data(iv) })
println('a block comes when it is full', asData.update('0123456789').size, asData.update('0123456789').size)
println('the rest', asData.final().size)

attempt('short key', () => new crypto.Cipher('aes-128-cbc', { key: 'short', iv }))
attempt('short iv', () => new crypto.Decipher('aes-256-ctr', { key, iv: 'short' }))
attempt('unknown', () => new crypto.Cipher('nope' as CipherAlgorithm, { key, iv }))
attempt('no options', () => new crypto.Cipher('aes-128-cbc', null as unknown as CipherOptions))
attempt('no key', () => new crypto.Cipher('aes-128-cbc', { iv } as CipherOptions))
attempt('of a number', () => new crypto.Cipher('aes-256-cbc', { key, iv }).update(5 as unknown as string))
const cut = encipher('aes-128-cbc', iv)
cut.pop(16)
attemptQuietly('without the padding', () => decipher('aes-128-cbc', cut))
const odd = encipher('aes-128-cbc', iv)
odd.pop(1)
attemptQuietly('half a block', () => decipher('aes-128-cbc', odd))
