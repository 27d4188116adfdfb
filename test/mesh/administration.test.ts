/**
 * Administration as its users do it: permits are listed and revoked, and everything that was done is on record.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { AuditRecord, PermitRecord } from '../../src/api/ca.ts'
import type { Permit } from '../../src/api/permit.ts'
import { MESH } from '../harness/mesh.ts'
import { ownMesh } from './fixture.ts'

test.each([
  ['in the hub', false],
  ['of its own process', true],
])(
  'with a CA %s, a permit is on one line, is revoked before it is used, and all that is on record',
  async (_, ownCA) => {
    const { mesh } = await ownMesh({ agents: ['a'], ownCA })
    const admin = mesh.agent('a')
    const line = (await admin.ok('invite', 'alice', '--uses', '2', '--label', 'env=dev')).trim()
    expect(line).toMatch(/^ztm1:[\w-]+$/)
    const file = join(mesh.dir, 'alice.txt')
    writeFileSync(file, `${line}\n`)
    const phone = await mesh.addAgent('phone', { alone: true })
    await phone.ok('join', MESH, '--permit', file, '--as', 'phone')
    const [listed] = await admin.json<PermitRecord[]>('permits')
    expect(listed).toMatchObject({ user: 'alice', left: 1, uses: 2, labels: { env: 'dev' }, by: 'root' })
    expect((await admin.ok('permits')).split('\n')[1]).toMatch(/^[0-9a-f]{16} +alice +1 of 2 +2[34] h +env=dev +root$/)
    expect(await phone.ztm(['permits'])).toMatchObject({ code: 5, stderr: expect.stringContaining('(admin-only)') })
    const id = listed?.id ?? ''
    expect(await admin.ztm(['permits', 'revoke', id])).toMatchObject({ code: 0, stdout: '' })
    expect(await admin.ztm(['permits', 'revoke', id])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('(no-such-permit)'),
    })
    expect(await admin.json<PermitRecord[]>('permits')).toEqual([])
    const tablet = await mesh.addAgent('tablet', { alone: true })
    const refused = await tablet.ztm(['join', MESH, '--permit', file, '--as', 'tablet'])
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('(permit-invalid)') })
    const records = await admin.json<AuditRecord[]>('audit')
    const told = records.map(({ user, action, outcome }) => `${user} ${action} ${outcome}`)
    expect(told.filter(text => !text.startsWith('hub '))).toEqual([
      'root revoke no-such-permit',
      'root revoke done',
      'alice enrol done',
      'root invite done',
      'root enrol done',
    ])
    for (const { time, from } of records) {
      expect(time).toBeGreaterThan(Date.now() - 120_000)
      expect(from).toMatch(/^127\.0\.0\.1/)
    }
    expect(await phone.ztm(['audit'])).toMatchObject({ code: 5, stderr: expect.stringContaining('(admin-only)') })
    expect(await admin.json<AuditRecord[]>('audit', '--limit', '1', '--after', String(records[0]?.id))).toEqual([
      records[1],
    ])
  },
)

test('a permit holds no private key, and its secret is in no log', async () => {
  const { mesh } = await ownMesh({ agents: ['a'] })
  const text = readFileSync(await mesh.invite('alice'), 'utf8')
  expect(text).not.toContain('PRIVATE KEY')
  const { token } = JSON.parse(text) as Permit
  expect(token.secret).toMatch(/^[0-9a-f]{64}$/)
  for (const role of [mesh.hub, mesh.agent('a')]) expect(role.log()).not.toContain(token.secret)
})
