/**
 * The hub as a program: options, its CA (its own, or one in another process), start, and the line that says it is ready.
 *
 * Owns nothing: hub.ts wires the parts.
 */

import { defaultHubPort } from '../api/protocol.ts'
import type { MeshState } from '../api/state.ts'
import { createAdminPort } from '../ca/admin-port.ts'
import { createCA } from '../ca/ca.ts'
import { writeRootPermit } from '../ca/first-permit.ts'
import { lifeOptions, parseLives } from '../ca/life.ts'
import { addCAMetrics } from '../ca/metrics.ts'
import { createOwnIdentity } from '../ca/own-identity.ts'
import { openRecords } from '../ca/records.ts'
import { formatAddress, parseAddress } from '../common/addresses.ts'
import type { Program } from '../common/command/help.ts'
import type { OptionTable, ParsedOptions } from '../common/command/options.ts'
import { announceReady, runRole } from '../common/command/role.ts'
import { defaultDataDirectory, prepareDataDirectory } from '../common/data-directory.ts'
import { fault } from '../common/errors.ts'
import { readText } from '../common/files.ts'
import { linkListenOptions } from '../common/links.ts'
import { listen } from '../common/listen.ts'
import type { Log } from '../common/log.ts'
import { logOptions, openLog } from '../common/log-output.ts'
import { createMetrics, type Metrics } from '../common/metrics.ts'
import { checkName } from '../common/names.ts'
import { parsePermit } from '../common/permit.ts'
import { keyTypeOptions, parseKeyType } from '../common/pki/key-type.ts'
import { isIssuedBy, keepRenewed, type Renewing } from '../common/pki/renewal.ts'
import { requireHybrid } from '../common/pki/tls.ts'
import { addProcessMetrics } from '../common/process-metrics.ts'
import { refuse } from '../common/refuse.ts'
import { serveTelemetry, telemetryOptions } from '../common/telemetry.ts'
import { openVault, type Vault } from '../common/vault.ts'
import type { Authority } from './authority.ts'
import { createCapture } from './capture.ts'
import { type Certify, type Credentials, loadCredentials } from './credentials.ts'
import { createHub } from './hub.ts'
import { certifyByRemoteCA, createRemoteCA } from './remote-ca.ts'

const options: OptionTable = {
  data: { value: 'DIR', help: 'where keys and the CA are kept', default: defaultDataDirectory('hub') },
  listen: { value: 'IP:PORT', help: 'where agents reach it', default: `0.0.0.0:${defaultHubPort}` },
  name: { value: 'HOST:PORT', help: 'an address that agents dial; may be given several times', many: true },
  mesh: { value: 'NAME', help: 'name of a new mesh', default: 'mesh' },
  'permit-out': { value: 'FILE', help: "where the first user's permit is written (default DIR/root.permit.json)" },
  ca: { value: 'HOST:PORT', help: 'a CA in a process of its own; without it the hub is its own CA' },
  permit: { value: 'FILE', help: "the hub's permit from that CA, needed once" },
  ...keyTypeOptions,
  ...lifeOptions,
  capture: { value: 'FILE', help: 'write the first 64 KB of what is relayed, to see that it is ciphertext' },
  ...telemetryOptions,
  ...logOptions,
}

const program: Program = {
  name: 'ztm run hub',
  summary: 'Runs a hub: agents dial it, it relays between them what it cannot read.',
  words: '',
  count: [0, 0],
  options,
  examples: ['ztm run hub --listen 0.0.0.0:8888 --name hub.example.com:8888'],
}

const now = () => Date.now()

/** What both kinds of CA are set up with. */
interface Place {
  directory: string
  /** What agents dial. */
  addresses: string[]
  /** Of keys that are made from now on. */
  keyType: KeyType
  vault: Vault
  log: Log
  metrics: Metrics
}

/** An identity and a CA: its own, or one in another process. */
interface Means {
  credentials: Credentials
  ca: Authority
}

async function embeddedCA(given: ParsedOptions, place: Place): Promise<Means> {
  const { directory, addresses, keyType, vault, log, metrics } = place
  const records = openRecords(directory, vault)
  addCAMetrics(metrics, records)
  const ca = createCA(
    { records, log: log.topic('ca'), now, keyType, ...parseLives(given) },
    checkName(given.text('mesh'), '--mesh'),
  )
  const certify: Certify = async (publicKey, before) => ca.certifyHub({ id: before?.id, publicKey, addresses })
  const credentials = await loadCredentials(directory, addresses, { certify, keyType, vault, now })
  writeRootPermit(ca, given.text('permit-out') || os.path.join(directory, 'root.permit.json'), log)
  const caLog = log.topic('ca')
  const identity = createOwnIdentity({ ca, now, log: caLog, keyType })
  return { credentials, ca: { ...ca, administration: createAdminPort({ ca, identity, now, log: caLog }) } }
}

async function remoteCA(given: ParsedOptions, { directory, addresses, keyType, vault }: Place): Promise<Means> {
  const remote = { address: given.text('ca'), now }
  const permit = given.has('permit') ? parsePermit(readText(given.text('permit'))) : undefined
  const certify: Certify = (publicKey, before) => certifyByRemoteCA(remote, { publicKey, addresses, before, permit })
  const credentials = await loadCredentials(directory, addresses, { certify, keyType, vault, now })
  return { credentials, ca: createRemoteCA(remote, credentials.identity) }
}

async function start(given: ParsedOptions): Promise<undefined> {
  const directory = prepareDataDirectory(given.text('data'))
  const { log, counts } = openLog('hub', given, now)
  const metrics = createMetrics()
  addProcessMetrics(metrics, 'hub', counts)
  const random = () => Math.random()
  // The port is taken first, so that a free one (port 0) is known when the certificate is made; until then agents are
  // closed at once, and come again.
  const address = listen(given.text('listen'), linkListenOptions(), refuse, random)
  const addresses = addressesOf(given, address)
  const capture = given.has('capture') ? createCapture(given.text('capture')) : undefined
  const keyType = parseKeyType(given.text('key-type'))
  const place = { directory, addresses, keyType, vault: openVault(), log, metrics }
  const { credentials, ca } = given.has('ca') ? await remoteCA(given, place) : await embeddedCA(given, place)
  const { identity, roots } = credentials
  const notAfter = () => credentials.life().notAfter
  const renewing = keepRenewed({ ...credentials, now, log, isOver: () => false })
  const onState = (state: MeshState) => followState(credentials, renewing, state)
  const hub = createHub({ identity, roots, onState, ca, log, metrics, notAfter, now, random, capture })
  pipy.listen(address, linkListenOptions(), hub.layout)
  serveTelemetry({ metrics, checks: hub.checks }, { given, log, random })
  announceReady('hub', address)
}

/** Agrees on keys as the policy wants it, trusts the roots of the mesh state, and renews when another than ours issues for hubs now. */
function followState(credentials: Credentials, renewing: Renewing, { roots, issuers, policy }: MeshState): void {
  requireHybrid(credentials.identity, policy.keyExchange === 'hybrid')
  credentials.trust(roots)
  if (!isIssuedBy(credentials.certificate(), roots[issuers.hubs] ?? '')) renewing.hurry(0)
}

/** `--name`, or the address it listens on if that is one that can be dialled. */
function addressesOf(given: ParsedOptions, listening: string): string[] {
  const { host: own, port: ownPort } = parseAddress(listening, '--listen')
  const named = given.all('name').map(text => {
    const { host, port } = parseAddress(text, '--name', ownPort)
    return formatAddress(host, port === 0 ? ownPort : port)
  })
  if (named.length > 0) return named
  if (own !== '0.0.0.0' && own !== '::') return [listening]
  throw fault('bad-request', 'the hub does not know by which address agents dial it', 'Give --name HOST:PORT')
}

runRole(program, start)
