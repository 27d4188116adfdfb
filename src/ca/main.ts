/**
 * The CA as a program of its own: options, start, and the line that says it is ready.
 *
 * Owns nothing: ca.ts is the CA, server.ts its port. A hub without `--ca` runs the same CA in its own process.
 */
import { defaultCAAddress } from '../api/protocol.ts'
import { formatAddress, parseAddress } from '../common/addresses.ts'
import type { Program } from '../common/command/help.ts'
import type { OptionTable, ParsedOptions } from '../common/command/options.ts'
import { announceReady, runRole } from '../common/command/role.ts'
import { defaultDataDirectory, prepareDataDirectory } from '../common/data-directory.ts'
import { linkListenOptions } from '../common/links.ts'
import { listen } from '../common/listen.ts'
import { logOptions, openLog } from '../common/log-output.ts'
import { createMetrics } from '../common/metrics.ts'
import { checkName } from '../common/names.ts'
import { keyTypeOptions, parseKeyType } from '../common/pki/key-type.ts'
import { addProcessMetrics } from '../common/process-metrics.ts'
import { serveTelemetry, telemetryOptions } from '../common/telemetry.ts'
import { openVault } from '../common/vault.ts'
import { createCA } from './ca.ts'
import { writeHubPermit, writeRootPermit } from './first-permit.ts'
import { lifeOptions, parseLives } from './life.ts'
import { addCAMetrics } from './metrics.ts'
import { openRecords } from './records.ts'
import { createServer } from './server.ts'

const options: OptionTable = {
  data: { value: 'DIR', help: "where the mesh's key is kept", default: defaultDataDirectory('ca') },
  listen: { value: 'IP:PORT', help: 'where hubs reach it', default: defaultCAAddress },
  name: { value: 'HOST:PORT', help: 'the address that hubs dial (default: where it listens)' },
  mesh: { value: 'NAME', help: 'name of a new mesh', default: 'mesh' },
  'permit-out': {
    value: 'FILE',
    help: "where the first user's permit is written, once there is a hub (default DIR/root.permit.json)",
  },
  'hub-permit-out': { value: 'FILE', help: "where the first hub's permit is written (default DIR/hub.permit.json)" },
  ...keyTypeOptions,
  ...lifeOptions,
  ...telemetryOptions,
  ...logOptions,
}

const program: Program = {
  name: 'ztm run ca',
  summary: "Runs a mesh's CA by itself, away from the hubs: it certifies hubs and endpoints.",
  words: '',
  count: [0, 0],
  options,
  examples: ['ztm run ca --listen 10.0.0.5:9999 --mesh home'],
}

async function start(given: ParsedOptions): Promise<undefined> {
  const directory = prepareDataDirectory(given.text('data'))
  const now = () => Date.now()
  const random = () => Math.random()
  const { log, counts } = openLog('ca', given, now)
  const records = openRecords(directory, openVault())
  let reached = ''
  const keyType = parseKeyType(given.text('key-type'))
  const components = { records, log, now, keyType, address: () => reached, ...parseLives(given) }
  const ca = createCA(components, checkName(given.text('mesh'), '--mesh'))
  const rootFile = given.text('permit-out') || os.path.join(directory, 'root.permit.json')
  const onHub = () => writeRootPermit(ca, rootFile, log)
  const address = listen(
    given.text('listen'),
    linkListenOptions(),
    createServer({ ca, now, log, keyType, onHub }),
    random,
  )
  const { host, port } = parseAddress(given.text('name') || address, '--name', parseAddress(address, '--listen').port)
  reached = formatAddress(host, port)
  const hubFile = given.text('hub-permit-out') || os.path.join(directory, 'hub.permit.json')
  writeHubPermit(ca, hubFile, { address: reached, log })
  if (ca.hasHub()) onHub()
  const metrics = createMetrics()
  addProcessMetrics(metrics, 'ca', counts)
  addCAMetrics(metrics, records)
  serveTelemetry({ metrics, checks: () => [] }, { given, log, random })
  announceReady('ca', address)
}

runRole(program, start)
