/**
 * The table of bad certificates: each is like a good one but in one thing, and signed by the mesh's own CA unless that is
 * what is wrong with it.
 *
 * Owns nothing. Most of them our CA would never make; whoever meets one must not rely on that.
 */
import { generateKeyPairSync } from 'node:crypto'
import * as der from '../../src/runtime/globals/der.ts'
import {
  alternative,
  attribute,
  basic,
  broken,
  certificateOf,
  type Draft,
  ed25519,
  extended,
  nameOf,
  type Pair,
  rootOf,
  type Shown,
  type Signer,
  signerOf,
  subject,
  unknown,
  usage,
} from '../harness/certificates.ts'

/** A type of string that nobody needs any more (X.680). */
const T61_STRING = 0x14
const HOUR = 3_600_000
const MINUTE = 60_000

export interface Mint {
  ca: { shown: Shown; signer: Signer }
  /** The role whose good certificate is the pattern, its CN and its DNS names. */
  role: 'endpoint' | 'hub'
  cn: string
  names: string[]
  now: number
}

interface Parts extends Omit<Draft, 'extensions'> {
  basic: Buffer[]
  usage: Buffer[]
  extended: Buffer[]
  alternative: Buffer[]
  more: Buffer[]
}

/** A certificate as the CA would make it, but for what `change` says. */
export function mint({ ca, role, cn, names, now }: Mint, change: Partial<Parts> = {}): Shown {
  const parts: Parts = {
    subject: subject(cn, role),
    basic: [basic(false)],
    usage: [usage(0)],
    extended: [extended('server', 'client')],
    alternative: [alternative(...names)],
    more: [],
    keys: ed25519(),
    signer: ca.signer,
    notBefore: now - 5 * MINUTE,
    notAfter: now + 24 * HOUR,
    ...change,
  }
  const { basic: b, usage: u, extended: e, alternative: a, more, ...draft } = parts
  return certificateOf({ ...draft, extensions: [...b, ...u, ...e, ...a, ...more] })
}

type Row = [name: string, make: (mint: Mint) => Shown]

/** A row that changes parts of the good certificate. */
const but = (name: string, change: Partial<Parts> | ((from: Mint) => Partial<Parts>)): Row => [
  name,
  from => mint(from, typeof change === 'function' ? change(from) : change),
]

/** The pattern's first name, changed; a hub's other names stay. */
const named = (name: string, change: (first: string, role: string) => Parameters<typeof alternative>): Row =>
  but(name, ({ names: [first = '', ...rest], role }) => ({
    alternative: [alternative(...change(first, role), ...rest)],
  }))

const inRole = (name: string, ...ous: string[]): Row =>
  but(name, ({ cn }) => ({ subject: nameOf(attribute('cn', cn), ...ous.map(ou => attribute('ou', ou))) }))

const wrongRoles: Row[] = [
  but('the role of a CA, with its name', {
    subject: subject('ca', 'ca'),
    alternative: [alternative('ca.ztm')],
  }),
  inRole('a role that does not exist', 'admin'),
  inRole('no role'),
  inRole('an empty role', ''),
  inRole('a role with a space behind it', 'endpoint '),
  inRole('a role and a NUL', 'endpoint\0hub'),
  but('its role in upper case', ({ cn, role }) => ({ subject: subject(cn, role.toUpperCase()) })),
  but('its role with a capital letter', ({ cn, role }) => ({
    subject: subject(cn, role.charAt(0).toUpperCase() + role.slice(1)),
  })),
  inRole('two roles, the hub first', 'hub', 'endpoint'),
  inRole('two roles, the endpoint first', 'endpoint', 'hub'),
  but('its role twice', ({ cn, role }) => ({
    subject: nameOf(attribute('cn', cn), attribute('ou', role), attribute('ou', role)),
  })),
  but('two roles in one part of its name', ({ cn }) => ({
    subject: der.sequence(der.set(attribute('cn', cn)), der.set(attribute('ou', 'endpoint'), attribute('ou', 'hub'))),
  })),
  but('its role in UTF-16 that reads as two', ({ cn }) => ({
    subject: nameOf(attribute('cn', cn), attribute('ou', Buffer.from('endpoint'), 0x1e)),
  })),
]

const wrongUsers: Row[] = [
  but('no common name', ({ role }) => ({ subject: nameOf(attribute('ou', role)) })),
  but('an empty common name', ({ role }) => ({ subject: subject('', role) })),
  but('two common names', ({ cn, role }) => ({
    subject: nameOf(attribute('cn', 'somebody'), attribute('cn', cn), attribute('ou', role)),
  })),
  but('a common name with a NUL', ({ cn, role }) => ({ subject: subject(`${cn}\0x`, role) })),
  but('a common name that is not ASCII', ({ cn, role }) => ({ subject: subject(`${cn}\u0301`, role) })),
  but('a common name in Latin-1', ({ role }) => ({
    subject: nameOf(attribute('cn', Buffer.from([0x72, 0xf6, 0xf6, 0x74]), T61_STRING), attribute('ou', role)),
  })),
  but('a common name of 64 KB', ({ role }) => ({ subject: subject('x'.repeat(65_536), role) })),
  but('a common name of two lines', ({ cn, role }) => ({ subject: subject(`${cn}\nOU=hub`, role) })),
]

const wrongNames: Row[] = [
  but('no alternative name', { alternative: [] }),
  but('an empty list of alternative names', { alternative: [alternative()] }),
  but('the list of alternative names twice', ({ names }) => ({
    alternative: [alternative(...names), alternative(...names)],
  })),
  but('alternative names that are no list', { alternative: [broken()] }),
  named('two ids', first => [first, `other-${first}`]),
  named('its id twice', first => [first, first]),
  named('the ids of both roles', (first, role) => [first, role === 'hub' ? 'x.ep.ztm' : 'x.hub.ztm']),
  named('the id of a CA besides its own', first => [first, 'ca.ztm']),
  named('the id of an upper case suffix', first => [first.toUpperCase()]),
  named('an id with a dot behind it', first => [`${first}.`]),
  named('an id with a space behind it', first => [`${first} `]),
  named('a star for an id', first => [first.replace(/^[^.]+/, '*')]),
  named('only a suffix', first => [first.replace(/^[^.]+/, '')]),
  named('an id of two parts', first => [`a.${first}`]),
  named('an id with a NUL in it', first => [first.replace('.', '\0.')]),
  named('a NUL and another domain behind its id', first => [`${first}\0.example.com`]),
  named('an id with a byte that is not ASCII', first => [Buffer.concat([Buffer.from([0xe9]), Buffer.from(first)])]),
  named('an id of 64 KB', first => ['x'.repeat(65_536) + first]),
  named('its id as a URI', first => [['uri', first]]),
  named('its id as an e-mail address', first => [['email', first]]),
  named('an IP address', () => [['ip', Buffer.from([127, 0, 0, 1])]]),
]

const wrongTimes: Row[] = [
  but('an end that has passed', ({ now }) => ({ notBefore: now - 48 * HOUR, notAfter: now - MINUTE })),
  but('a beginning that has not come', ({ now }) => ({ notBefore: now + HOUR })),
  but('an end before its beginning', ({ now }) => ({ notBefore: now + HOUR, notAfter: now - HOUR })),
]

const wrongIssuers: Row[] = [
  ['a foreign root', from => mint({ ...from, ca: rootOf(nameOf(attribute('cn', 'foreign CA')), from.now) })],
  ['a root of the same name with another key', from => mint({ ...from, ca: rootOf(from.ca.signer.name, from.now) })],
  [
    'a root of the same name with another key, which is sent along',
    from => {
      const other = rootOf(from.ca.signer.name, from.now)
      return along(mint({ ...from, ca: other }), other.shown)
    },
  ],
  [
    'a good certificate as its issuer, which is sent along',
    from => {
      const good = mint(from)
      return along(mint(from, { signer: signerOf(good) }), good)
    },
  ],
  [
    'an intermediate that the root must not have',
    from => {
      const keys = ed25519()
      const name = nameOf(attribute('cn', 'intermediate'))
      const middle = mint(from, {
        keys,
        subject: name,
        basic: [basic(true)],
        usage: [usage(5)],
        extended: [],
        alternative: [],
      })
      return along(mint(from, { signer: { key: keys.privateKey, name } }), middle)
    },
  ],
  [
    'no issuer but itself',
    from => {
      const keys = ed25519()
      return mint(from, { keys, signer: { key: keys.privateKey, name: subject(from.cn, from.role) } })
    },
  ],
  [
    'a signature by another key than it says',
    from => mint(from, { signer: { ...from.ca.signer, key: ed25519().privateKey } }),
  ],
  ['the root itself for a certificate', from => from.ca.shown],
]

function along(leaf: Shown, issuer: Shown): Shown {
  return { cert: leaf.cert + issuer.cert, key: leaf.key }
}

const wrongProfiles: Row[] = [
  but('no extended usage', { extended: [] }),
  but('an extended usage for signing code only', { extended: [extended('code')] }),
  but('any extended usage', { extended: [extended('any')] }),
  but('no usage', { usage: [] }),
  but('a usage without signatures', { usage: [usage(2)] }),
  but('the usage of a CA besides its own', { usage: [usage(0, 5)] }),
  but('the constraints of a CA', { basic: [basic(true)] }),
  but('no constraints', { basic: [] }),
  but('an extension that must be known and is not', { more: [unknown()] }),
  [
    'version 1, without extensions',
    from => mint(from, { version: 1, basic: [], usage: [], extended: [], alternative: [] }),
  ],
  but('a key of RSA', () => ({ keys: generateKeyPairSync('rsa', { modulusLength: 2048 }) })),
  but('a short key of RSA', () => ({ keys: generateKeyPairSync('rsa', { modulusLength: 1024 }) })),
  but('a key on P-256', () => ({ keys: generateKeyPairSync('ec', { namedCurve: 'P-256' }) as Pair })),
  but('a key of Ed448', () => ({ keys: generateKeyPairSync('ed448') })),
]

/** What is wrong with a certificate of either role, whoever meets it. */
export const badCertificates: readonly Row[] = [
  ...wrongRoles,
  ...wrongUsers,
  ...wrongNames,
  ...wrongTimes,
  ...wrongIssuers,
  ...wrongProfiles,
]

/** What is wrong with it where a hub is expected that was dialled by the last of its names. */
export const notHubs: readonly Row[] = [
  but("an endpoint's certificate", { subject: subject('root', 'endpoint'), alternative: [alternative('e.ep.ztm')] }),
  but("an endpoint's certificate with the hub's name", ({ names }) => ({
    subject: subject('root', 'endpoint'),
    alternative: [alternative('e.ep.ztm', ...names.slice(1))],
  })),
  inRole("a hub's names in the role of an endpoint", 'endpoint'),
  but("another hub's name", ({ names: [first = ''] }) => ({ alternative: [alternative(first, 'other.example.com')] })),
  but('stars for names', ({ names: [first = ''] }) => ({ alternative: [alternative(first, '*', '127.0.0.*')] })),
  but('its address as an IP address', ({ names: [first = ''] }) => ({
    alternative: [alternative(first, ['ip', Buffer.from([127, 0, 0, 1])])],
  })),
  but('usage for clients only', { extended: [extended('client')] }),
]

/** What is wrong with it where an endpoint is expected: that it is a hub's. */
export const notEndpoints: readonly Row[] = [
  but("a hub's certificate", { subject: subject('h', 'hub'), alternative: [alternative('h.hub.ztm', '127.0.0.1')] }),
  inRole("an endpoint's name in the role of a hub", 'hub'),
  named("a hub's name in the role of an endpoint", () => ['h.hub.ztm']),
  but('usage for servers only', { extended: [extended('server')] }),
]
