/**
 * Agents that reach their hub through a proxy only: real ones, HTTP and SOCKS5, which demand a user and a password.
 */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Client, microsocks, tinyproxy } from '../harness/clients.ts'
import { freePort } from '../harness/ports.ts'
import type { Scope } from '../harness/scope.ts'
import { type ProxyServer, startMicrosocks, startTinyproxy } from '../harness/servers.ts'
import { drain, echoes, startEcho, startSource } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { ownMesh } from './fixture.ts'

const BYTES = 8 << 20

type Start = (scope: Scope, user: string, password: string) => Promise<ProxyServer>

const kinds: [string, Client, Start][] = [
  ['http', tinyproxy, startTinyproxy],
  ['socks5', microsocks, startMicrosocks],
]

for (const [scheme, program, startServer] of kinds) {
  test(`through a ${scheme} proxy an agent joins, serves and calls, and comes back when the proxy does`, async context => {
    context.skip(!program.available, program.enabledBy)
    const { mesh, scope } = await ownMesh({ agents: ['a'] })
    const proxy = await startServer(scope, 'carol', 'pass')
    const url = `${scheme}://carol:p%61ss@127.0.0.1:${proxy.port}`
    const b = await mesh.addAgent('b', { env: { HTTPS_PROXY: url, NO_PROXY: 'localhost,.example.com' } })
    expect(b.log()).toContain(`proxy=127.0.0.1:${proxy.port}`)
    expect(b.log()).not.toContain('pass@')
    const source = await startSource(scope, BYTES)
    const echo = await startEcho(scope)
    const [fromB, fromA] = [await freePort(), await freePort()]
    await b.ok('publish', 'tcp/source', source.address)
    await mesh.agent('a').ok('open', String(fromB), 'tcp/source')
    await mesh.agent('a').ok('publish', 'tcp/echo', echo.address)
    await b.ok('open', String(fromA), 'tcp/echo')
    const [through, direct] = [await drain(scope, fromB), await drain(scope, source.port)]
    expect(through.bytes).toBe(BYTES)
    expect(through.sha256).toBe(direct.sha256)
    expect(through.sha256).not.toBe(createHash('sha256').digest('hex'))
    expect(await mesh.agent('a').json('ping', 'b')).toMatchObject({ path: 'splice' })
    expect(await echoes(scope, fromA)).toBe(true)
    await proxy.stop()
    await waitFor(async () => (await b.ztm(['status'])).code !== 0, { what: 'b to lose its hub', deadline: 60_000 })
    await proxy.start()
    await b.connected()
    await waitFor(() => echoes(scope, fromA), { what: 'a connection to work again' })
  })

  test(`a ${scheme} proxy that refuses the password is named as the reason`, async context => {
    context.skip(!program.available, program.enabledBy)
    const { mesh, scope } = await ownMesh({ agents: ['a'] })
    const proxy = await startServer(scope, 'carol', 'right')
    const url = `${scheme}://carol:wrong@127.0.0.1:${proxy.port}`
    const b = await mesh.addAgent('b', { alone: true, env: { HTTPS_PROXY: url } })
    const permit = await mesh.invite('bob')
    const diagnosed = await b.ztm(['doctor', '--permit', permit, '--proxy', url])
    expect(diagnosed.code).toBe(1)
    expect(diagnosed.stdout).toMatch(/failed .*credentials/)
    expect(diagnosed.stdout).not.toContain('wrong')
    const right = url.replace('wrong', 'right')
    expect(await b.ok('doctor', '--permit', permit, '--proxy', right)).toContain('of this mesh')
    const outcome = await b.ztm(['join', 'home', '--permit', permit, '--as', 'b'])
    expect(outcome.code).toBe(1)
    expect(outcome.stderr).toContain(`the proxy 127.0.0.1:${proxy.port}`)
    expect(outcome.stderr).toContain('credentials')
    expect(outcome.stderr).not.toContain('wrong')
  })
}

test('a socks5 proxy that asks for no password gets none', async context => {
  context.skip(!microsocks.available, microsocks.enabledBy)
  const { mesh, scope } = await ownMesh({ agents: ['a'] })
  const { port } = await startMicrosocks(scope)
  for (const user of ['', 'carol:unwanted@']) {
    const b = await mesh.addAgent(`b${user.length}`, { args: ['--proxy', `socks5://${user}127.0.0.1:${port}`] })
    expect(await b.ok('status')).toContain('connected')
  }
})

test('an address in NO_PROXY is dialled directly', async () => {
  const { mesh } = await ownMesh({ agents: ['a'] })
  const nowhere = `http://127.0.0.1:${await freePort()}`
  await mesh.addAgent('b', { env: { HTTPS_PROXY: nowhere, NO_PROXY: '127.0.0.1' } })
  expect(await mesh.agent('b').ok('status')).toContain('connected')
})
