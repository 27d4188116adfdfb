// Secrets that are sealed with a passphrase: the derivation is the one of RFC 8018, what was changed is refused, and passphrases
// can be changed and taken away.
import { toFault } from '../../../../src/common/errors.ts'
import { createVault, pbkdf2 } from '../../../../src/common/vault.ts'

function attempt(what: string, work: () => unknown): void {
  try {
    println(`${what}: ${work()}`)
  } catch (caught) {
    const { code, message } = toFault(caught)
    println(`${what}: ${code}: ${message}`)
  }
}

// As every other PBKDF2 has it: password, salt, 1 and 4096 rounds.
println(pbkdf2('password', new Data('salt'), 1))
println(pbkdf2('password', new Data('salt'), 4096))

const secret = '-----BEGIN PRIVATE KEY-----\nsecret ß\n-----END PRIVATE KEY-----\n'
const rounds = 10
const plain = createVault({})
const vault = createVault({ current: 'correct horse', rounds })
const sealed = vault.seal(secret)
println(sealed.split(':').slice(0, 4).join(':'))
attempt('the same again', () => createVault({ current: 'correct horse', rounds }).open(sealed) === secret)
attempt('never twice the same', () => vault.seal(secret) !== sealed)
attempt('without a passphrase', () => plain.open(sealed))
attempt('with another', () => createVault({ current: 'battery', rounds }).open(sealed))
attempt('what was never sealed', () => vault.open(secret) === secret)
for (let part = 3; part < 8; part++) {
  const parts = sealed.split(':')
  const text = parts[part] ?? ''
  parts[part] = (text.startsWith('1') ? '2' : '1') + text.substring(1)
  attempt(`with part ${part} changed`, () => vault.open(parts.join(':')))
}
attempt('cut', () => vault.open(sealed.substring(0, 80)))
attempt('is sealed', () =>
  [vault.isSealed(sealed), vault.isSealed(secret), plain.isSealed(sealed), plain.isSealed(secret)].join(' '),
)
const changed = createVault({ current: 'battery', old: 'correct horse', rounds })
attempt('to be sealed again after a change', () =>
  [changed.isSealed(sealed), changed.open(sealed) === secret].join(' '),
)
const removed = createVault({ old: 'correct horse', rounds })
attempt('to be taken away', () =>
  [removed.isSealed(sealed), removed.open(sealed) === secret, removed.seal(secret) === secret].join(' '),
)
