/** `ztm connect`: stdin and stdout become a stream to a service. */
import { fault } from '../../common/errors.ts'
import { encodeSegment, formatQuery } from '../../common/http/url.ts'
import { createTunnel } from '../agent-client.ts'
import { type Command, meshOption } from '../command.ts'
import { parseService } from '../service-name.ts'
import { carryStdio } from '../stdio.ts'

export const connect: Command = {
  summary: 'Connects stdin and stdout to a TCP service, for OpenSSH and for scripts.',
  details: [
    'OpenSSH reaches a computer of the mesh with two lines in ~/.ssh/config: "Host *.home", and under it "ProxyCommand ztm connect tcp/ssh@$(basename %h .home)".',
    'It ends when the service ends the stream. The end of stdin is told to the service, which may still answer. What could not be reached is told by the exit status, as with every command.',
  ],
  words: 'tcp/NAME[@ENDPOINT]',
  count: [1, 1],
  complete: ['service'],
  options: meshOption,
  examples: [
    'ztm connect tcp/ssh@server',
    "ssh -o ProxyCommand='ztm connect tcp/ssh@server' me@server",
    "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | ztm connect tcp/web",
  ],
  run: async ({ given, mesh }) => {
    const { protocol, name, endpoint } = parseService(given.words[0] ?? '')
    if (protocol !== 'tcp') {
      throw fault('bad-request', 'only TCP services can be connected to', 'For a UDP service open a port: ztm open')
    }
    const path = `/api/meshes/${encodeSegment(await mesh())}/streams/tcp/${encodeSegment(name)}`
    const tunnel = createTunnel(path + formatQuery({ endpoint }))
    const error = await carryStdio(tunnel.layout)
    const refusal = tunnel.refusal()
    if (refusal) throw refusal
    if (error) throw fault('protocol-error', `the stream broke: ${error}`, 'ztm activity tells more.')
    return { status: 0 }
  },
}
