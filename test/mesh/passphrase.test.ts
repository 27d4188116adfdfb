/**
 * Private keys at rest: with a passphrase nothing that is left on the disk is a private key, and nothing starts without it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../harness/ports.ts'
import { echoes, startEcho } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { ownMesh } from './fixture.ts'

/** Sets it for roles that start from now on, until the test is over. */
function usePassphrase(file: string | undefined, old?: string): void {
  for (const [name, value] of Object.entries({ ZTM_PASSPHRASE_FILE: file, ZTM_OLD_PASSPHRASE_FILE: old })) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

/** Files of a directory that hold this text anywhere, also in what a database has freed. */
function filesWith(text: string, directory: string): string[] {
  return readdirSync(directory).filter(name => readFileSync(join(directory, name), 'latin1').includes(text))
}

test('keys are encrypted in place, and opened at each start; without the passphrase no role starts', async () => {
  onTestFinished(() => usePassphrase(undefined))
  const { mesh, scope } = await ownMesh({ agents: ['a', 'b'] })
  const echo = await startEcho(scope)
  const port = await freePort()
  await mesh.agent('b').ok('publish', 'tcp/echo', echo.address)
  await mesh.agent('a').ok('open', String(port), 'tcp/echo')
  // The hub holds the CA too. Each start derives a key, which takes seconds: all at once.
  const roles = [mesh.hub, mesh.agent('a'), mesh.agent('b')]
  const directories = ['hub', 'a', 'b'].map(name => join(mesh.dir, name))
  for (const directory of directories) expect(filesWith('PRIVATE KEY', directory)).not.toEqual([])
  const write = (name: string, text: string) => {
    writeFileSync(join(mesh.dir, name), `${text}\n`)
    return join(mesh.dir, name)
  }
  const [good, other] = [write('passphrase', 'correct horse battery'), write('other', 'staple')]
  const works = () => waitFor(() => echoes(scope, port), { what: 'it to work', deadline: 60_000, detail: mesh.tails })
  for (const role of roles) await role.kill()
  usePassphrase(good)
  await Promise.all(roles.map(role => role.start()))
  await works()
  for (const directory of directories) expect(filesWith('PRIVATE KEY', directory)).toEqual([])
  for (const role of roles) await role.kill()
  usePassphrase(undefined)
  for (const role of roles) {
    await expect(role.start()).rejects.toThrow('(passphrase-wrong)')
    await role.kill()
  }
  usePassphrase(good)
  await Promise.all([mesh.hub, mesh.agent('a')].map(role => role.start()))
  const b = mesh.agent('b')
  usePassphrase(other)
  await expect(b.start()).rejects.toThrow('(passphrase-wrong)')
  await b.kill()
  usePassphrase(other, good)
  await b.start()
  await b.kill()
  usePassphrase(other)
  await b.start()
  await works()
  await mesh.invite('alice')
})
