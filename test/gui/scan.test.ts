/** A permit that is scanned: a camera that sees its code, which is a file of pictures here. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeQR } from 'qr'
import { expect, test } from 'vitest'
import { permitLine } from '../../gui/src/state/permit.ts'
import type { Permit } from '../../src/api/permit.ts'
import type { Mesh } from '../harness/mesh.ts'
import { makeTemp } from '../harness/tmp.ts'
import { testScope, useMesh } from '../mesh/fixture.ts'
import { canRun, openConsole, useBrowser } from './browser.ts'

let film = ''
const context = useBrowser(() => [
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-video-capture=${film}`,
])
const mesh: () => Mesh = canRun ? useMesh({ agents: ['desk'] }) : () => expect.unreachable()

const WIDTH = 1280
const HEIGHT = 960

/** What a camera sees that looks at a code on a screen: a picture in YUV4MPEG2, light around the code. */
function filmOf(text: string): Buffer {
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: 4 })
  const scale = Math.floor(HEIGHT / rows.length)
  const luma = Buffer.alloc(WIDTH * HEIGHT, 235)
  rows.forEach((row, y) =>
    row.forEach((isDark, x) => {
      if (!isDark) return
      for (let line = y * scale; line < (y + 1) * scale; line++) {
        luma.fill(16, line * WIDTH + x * scale, line * WIDTH + (x + 1) * scale)
      }
    }),
  )
  const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma])
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`), frame, frame])
}

test('a code that the camera sees is a permit, and joins', async () => {
  const { addAgent, invite } = mesh()
  const permit = JSON.parse(readFileSync(await invite('alice'), 'utf8')) as Permit
  film = join(makeTemp(testScope(), 'film'), 'code.y4m')
  writeFileSync(film, filmOf(permitLine(permit)))
  const tablet = await addAgent('tablet', { alone: true })
  const { page, expectQuiet } = await openConsole(await context(), tablet)
  await page.getByRole('button', { name: 'Scan a code' }).click()
  await page.getByText('as user alice').waitFor()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.getByLabel('Name of this computer').fill('tablet')
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await page.getByText('Everything is well').waitFor()
  expectQuiet()
})
