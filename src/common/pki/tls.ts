/**
 * TLS options, made in one place: TLS 1.3, both sides with certificates, and our own check of who the other is.
 *
 * Owns nothing. Both engines verify nothing without roots and never compare names; so no role writes these options itself,
 * and an empty list of roots is refused.
 */
import type { Fault } from '../../api/errors.ts'
import { fault, toFault } from '../errors.ts'
import { attempt } from './attempt.ts'
import { checkPeer, checkTime, type Expectation, type Peer } from './check.ts'
import { splitCertificates } from './pem.ts'

/** Hybrid post-quantum: what both engines agree on. */
const hybrid = 'X25519MLKEM768'

/** The same where both have it, else X25519. */
const keyExchange = `${hybrid}:X25519`

/**
 * Who we are and whom we trust. `certificate` is replaced when it is renewed: connections take what is there when they begin.
 * The rest is replaced by `trust` and `requireHybrid`.
 */
export interface Identity {
  certificate: TLSCertificate
  roots: Certificate[]
  /** No connection without a post-quantum key exchange. */
  isHybridOnly: boolean
}

/** PEM in, identity out. Throws certificate-untrusted without a root. */
export function createIdentity(pem: { certificate: string; key: string; roots: string | string[] }): Identity {
  return { certificate: certificateOf(pem), roots: rootsOf(pem.roots), isHybridOnly: false }
}

/** From now on these are trusted (PEM), and no others; connections that are up stay up. Throws certificate-untrusted. */
export function trust(identity: Identity, roots: string[]): void {
  identity.roots = rootsOf(roots)
}

/** From now on a connection agrees on keys by X25519MLKEM768, or does not come up; connections that are up stay up. */
export function requireHybrid(identity: Identity, isRequired: boolean): void {
  identity.isHybridOnly = isRequired
}

/**
 * A layout with TLS in it, as `make` makes it, and made anew when other roots are trusted: engines fix them in a layout.
 * Every TLS layout that lives longer than one connection is made by it.
 */
export function withRoots(identity: Identity, make: () => PipelineLayout): PipelineLayout {
  let { roots, isHybridOnly } = identity
  let layout = make()
  const current = (): PipelineLayout => {
    if (roots !== identity.roots || isHybridOnly !== identity.isHybridOnly) {
      roots = identity.roots
      isHybridOnly = identity.isHybridOnly
      layout = make()
    }
    return layout
  }
  return pipeline($ => $.pipe(() => current()))
}

/** PEM in, what TLS takes out. */
export function certificateOf(pem: { certificate: string; key: string }): TLSCertificate {
  return { cert: new crypto.Certificate(pem.certificate), key: new crypto.PrivateKey(pem.key) }
}

function rootsOf(roots: string | string[]): Certificate[] {
  const text = typeof roots === 'string' ? roots : roots.join('\n')
  const list = splitCertificates(text).map(pem => attempt(() => new crypto.Certificate(pem)))
  if (list.length === 0)
    throw fault('certificate-untrusted', 'there is no root certificate, so nobody could be trusted')
  return list
}

export interface Meeting {
  alpn: string
  expect: Expectation
  /** Milliseconds since 1970. */
  now: () => number
  /** Server name to ask for; nobody's identity depends on it. */
  sni?: string | (() => string)
  /** Throws a fault for a peer that is whom we expect, and not welcome all the same. */
  check?: (peer: Peer) => void
  /**
   * The handshake is done and the peer is whom we expect, with keys agreed on in this way, as OpenSSL calls it. Called in the
   * context of the connection.
   */
  onPeer?: (peer: Peer, keyExchange: string | undefined) => void
  /** There will be no connection. May be called more than once. */
  onRefused?: (refusal: Fault) => void
}

/** Options for acceptTLS and connectTLS between members. */
export function tlsOptions(meeting: Meeting & { identity: Identity }): ConnectTLSOptions {
  const { identity } = meeting
  const options = optionsFor(meeting, identity.roots)
  const pqc = identity.isHybridOnly ? { keyExchange: hybrid } : options.pqc
  return { ...options, pqc, certificate: () => identity.certificate }
}

/** Options for connectTLS of one that has no certificate yet. */
export function joinTlsOptions(meeting: Meeting & { roots: string[] }): ConnectTLSOptions {
  return optionsFor(meeting, rootsOf(meeting.roots))
}

/**
 * Options for acceptTLS toward those that have no certificate yet: the only ones without roots, because anybody may come.
 * What is behind must do with a permit.
 */
export function joinServerTlsOptions({ identity, alpn }: { identity: Identity; alpn: string }): AcceptTLSOptions {
  return { certificate: () => identity.certificate, alpn: [alpn], minVersion: 'TLS1.3', pqc: { keyExchange } }
}

function optionsFor(meeting: Meeting, roots: Certificate[]): ConnectTLSOptions {
  const { alpn, sni } = meeting
  return {
    trusted: roots,
    alpn: [alpn],
    minVersion: 'TLS1.3',
    pqc: { keyExchange },
    verify: (isChainGood, leaf) => accept(meeting, isChainGood, leaf),
    onState: session => follow(meeting, session),
    ...(sni ? { sni } : {}),
  }
}

/** Never true for a chain that the engine refuses: true would override it. */
function accept({ expect, now, check, onRefused }: Meeting, isChainGood: boolean, leaf: Certificate): boolean {
  try {
    if (!isChainGood) {
      checkTime(leaf, now())
      throw fault(
        'certificate-untrusted',
        'the certificate was not issued by a CA of this mesh',
        'Is it the right mesh?',
      )
    }
    // By itself: what stands in the arguments of an optional call is evaluated only if there is something to call.
    const peer = checkPeer(leaf, expect, now())
    check?.(peer)
    return true
  } catch (caught) {
    onRefused?.(toFault(caught))
    return false
  }
}

function follow({ alpn, expect, now, onPeer, onRefused }: Meeting, session: TLSSession): void {
  if (session.state === 'connected') {
    try {
      if (session.protocol !== alpn) throw fault('protocol-error', `the other side does not speak ${alpn}`)
      if (!session.peer) throw fault('certificate-untrusted', 'the other side gave no certificate')
      const peer = checkPeer(session.peer, expect, now())
      onPeer?.(peer, session.negotiatedGroup)
    } catch (caught) {
      onRefused?.(toFault(caught))
    }
  } else if (session.state === 'closed' && session.error) {
    const refusal = refusalOf(session.error)
    if (refusal) onRefused?.(refusal)
  }
}

/** OpenSSL's words as a fault; undefined if our own check has told already why it refused. */
function refusalOf(error: string): Fault | undefined {
  const text = error.toLowerCase()
  if (text.includes('certificate verify failed')) return undefined
  if (text.includes('certificate') && text.includes('alert')) {
    return fault(
      'certificate-untrusted',
      `the other side refused our certificate (${error})`,
      'Is it of this mesh, and is it still valid?',
    )
  }
  return fault('protocol-error', `the TLS handshake failed (${error})`)
}
