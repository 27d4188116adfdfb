// Verify with an EC key and what is no signature: not the DER of two numbers, or numbers that cannot be.
import { attemptQuietly } from './_attempt.ts'
import { ec } from './_keys.ts'

const key = new crypto.PrivateKey(ec)

function sign(): Data {
  const signing = new crypto.Sign('sha256')
  signing.update('text')
  return signing.sign(key)
}

function verify(signature: Data): boolean {
  const verifying = new crypto.Verify('sha256')
  verifying.update('text')
  return verifying.verify(new crypto.PublicKey(key), signature)
}

const cut = sign()
cut.pop(1)
attemptQuietly('right', () => verify(sign()))
attemptQuietly('cut', () => verify(cut))
attemptQuietly('longer', () => verify(sign().push('x')))
attemptQuietly('empty', () => verify(new Data()))
attemptQuietly('junk', () => verify(new Data('junk')))
attemptQuietly('0 and 1', () => verify(new Data('3006020100020101', 'hex')))
