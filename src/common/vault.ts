/**
 * Private keys at rest, encrypted with a passphrase where its owner wants that: ZTM_PASSPHRASE_FILE names the file with it.
 *
 * Owns the keys derived from passphrases, for the life of the process. PBKDF2-HMAC-SHA512 (RFC 8018), because both engines can do
 * it from what they have; then AES-256-CTR, and HMAC-SHA256 over all of it (encrypt-then-MAC). Without a passphrase keys stay
 * as they are, in files of mode 0600.
 */
import { hmac, isSameSecret } from './digest.ts'
import { fault } from './errors.ts'
import { readText } from './files.ts'
import { randomHex } from './random.ts'
import type { Store } from './store.ts'

export interface Vault {
  /** What is stored of a secret text. */
  seal: (text: string) => string
  /** The secret text again. Throws passphrase-wrong. */
  open: (stored: string) => string
  /** True if it is stored as `seal` would now. */
  isSealed: (stored: string) => boolean
}

/** Rounds of PBKDF2: what OWASP recommends for SHA-512 (2023). Two seconds on Pipy, once at a start. */
const rounds = 210_000

/** Bytes of a salt and of the counter that the cipher begins with. */
const saltBytes = 16
const counterBytes = 16

/** How a sealed text begins; rounds, salt, counter, cipher text and MAC follow. */
const prefix = 'ztm-sealed:1:pbkdf2-sha512'

/** Hex digits of the two keys that come out of one block of SHA-512. */
const keyDigits = 64

interface Keys {
  cipher: Data
  mac: Data
}

interface Lock {
  salt: string
  rounds: number
  keys: Keys
}

/** The vault of this process's environment. Throws not-found, bad-request. */
export function openVault(): Vault {
  const current = passphraseIn(os.env.ZTM_PASSPHRASE_FILE)
  const old = passphraseIn(os.env.ZTM_OLD_PASSPHRASE_FILE)
  return createVault({ current, old })
}

function passphraseIn(path: string | undefined): string | undefined {
  if (!path) return undefined
  const passphrase = readText(path).trim()
  if (!passphrase) throw fault('bad-request', `${path} holds no passphrase`, 'Write it into its first line.')
  return passphrase
}

/** A vault that seals with one passphrase, or not at all, and also opens what another has sealed. */
export function createVault(passphrases: { current?: string; old?: string; rounds?: number }): Vault {
  const { current, old } = passphrases
  const locks = new Map<string, Lock>()
  let own: Lock | undefined
  const lockFor = (passphrase: string, salt: string, count: number): Lock => {
    const name = `${passphrase === current ? 'current' : 'old'}:${count}:${salt}`
    const known = locks.get(name)
    if (known) return known
    const lock = { salt, rounds: count, keys: deriveKeys(passphrase, salt, count) }
    locks.set(name, lock)
    return lock
  }
  return {
    isSealed: stored => {
      if (current === undefined) return !stored.startsWith(prefix)
      const parts = partsOf(stored)
      if (!parts || !isWhole(lockFor(current, parts.salt, parts.rounds), parts)) return false
      own ??= lockFor(current, parts.salt, parts.rounds)
      return true
    },
    seal: text => {
      if (current === undefined) return text
      own ??= lockFor(current, randomHex(saltBytes), passphrases.rounds ?? rounds)
      return close(own, text)
    },
    open: stored => {
      if (!stored.startsWith(prefix)) return stored
      const parts = partsOf(stored)
      if (!parts) throw fault('storage-failed', 'an encrypted private key is damaged', 'Restore it from a backup.')
      for (const passphrase of [current, old]) {
        if (passphrase === undefined) continue
        const lock = lockFor(passphrase, parts.salt, parts.rounds)
        if (isWhole(lock, parts)) return decipher(lock, parts)
      }
      throw fault(
        'passphrase-wrong',
        current === undefined
          ? 'the private keys are encrypted'
          : 'the private keys are encrypted with another passphrase',
        'Set ZTM_PASSPHRASE_FILE to the file with the passphrase; to change it, ZTM_OLD_PASSPHRASE_FILE to the one before.',
      )
    },
  }
}

/** Seals the keys of a table that are not as they should be, and leaves nothing of them in the file. */
export function sealKeys(store: Store, vault: Vault, table: string): void {
  const open = store
    .query(`SELECT rowid AS id, key FROM ${table} WHERE key <> ''`, [])
    .filter(row => !vault.isSealed(String(row.key)))
  if (open.length === 0) return
  store.transaction(() => {
    for (const row of open) {
      store.run(`UPDATE ${table} SET key = ? WHERE rowid = ?`, [vault.seal(vault.open(String(row.key))), row.id ?? 0])
    }
  })
  store.run('VACUUM', [])
  store.query('PRAGMA wal_checkpoint(TRUNCATE)', [])
}

interface Parts {
  rounds: number
  salt: string
  counter: string
  text: string
  mac: string
  /** What the MAC is over. */
  signed: string
}

function partsOf(stored: string): Parts | undefined {
  const [, , , count, salt, counter, text, mac] = stored.split(':')
  if (!salt || !counter || !text || !mac || !(Number(count) > 0)) return undefined
  return { rounds: Number(count), salt, counter, text, mac, signed: stored.substring(0, stored.lastIndexOf(':')) }
}

function isWhole({ keys }: Lock, { mac, signed }: Parts): boolean {
  return isSameSecret(mac, hmac(keys.mac, signed))
}

function close({ salt, rounds: count, keys }: Lock, text: string): string {
  const counter = randomHex(counterBytes)
  const cipher = new crypto.Cipher('aes-256-ctr', { key: keys.cipher, iv: new Data(counter, 'hex') })
  const bytes = cipher.update(text)
  bytes.push(cipher.final())
  const signed = [prefix, count, salt, counter, bytes.toString('base64url')].join(':')
  return `${signed}:${hmac(keys.mac, signed)}`
}

function decipher({ keys }: Lock, { counter, text }: Parts): string {
  const cipher = new crypto.Decipher('aes-256-ctr', { key: keys.cipher, iv: new Data(counter, 'hex') })
  const bytes = cipher.update(new Data(text, 'base64url'))
  bytes.push(cipher.final())
  return bytes.toString() ?? ''
}

function deriveKeys(passphrase: string, salt: string, count: number): Keys {
  const hex = pbkdf2(passphrase, new Data(salt, 'hex'), count)
  return { cipher: new Data(hex.substring(0, keyDigits), 'hex'), mac: new Data(hex.substring(keyDigits), 'hex') }
}

/** One block of PBKDF2-HMAC-SHA512 (RFC 8018, 5.2), 64 bytes as hex. */
export function pbkdf2(passphrase: string, salt: Data, count: number): string {
  const key = new Data(passphrase)
  const first = new Data(salt)
  first.push(new Data([0, 0, 0, 1]))
  let block = hmacSha512(key, first)
  const sum = block.toArray()
  for (let i = 1; i < count; i++) {
    block = hmacSha512(key, block)
    const bytes = block.toArray()
    for (let j = 0; j < bytes.length; j++) sum[j] = (sum[j] ?? 0) ^ (bytes[j] ?? 0)
  }
  return new Data(sum).toString('hex')
}

function hmacSha512(key: Data, data: Data): Data {
  const mac = new crypto.Hmac('sha512', key)
  mac.update(data)
  return mac.digest()
}
