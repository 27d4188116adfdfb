// A log in a file: appended to, also after a restart; full files move up, and the oldest goes.
import { createRotated } from '../../../../src/common/log-output.ts'

const path = os.path.join(os.env.ZTM_TEST_DIR ?? '.', 'log')
const show = (name: string) =>
  println(name, os.stat(path + name) ? JSON.stringify(os.read(path + name).toString()) : '-')
const wait = (seconds: number) => new Timeout(seconds).wait()

async function main(): Promise<void> {
  os.write(path, 'before\n')
  const log = createRotated({ path, most: 20, keep: 2 })
  for (const line of ['first', 'second', 'third', 'é', 'a line that is longer than a whole file', 'x']) log.write(line)
  await wait(0.3)
  log.write('later')
  await wait(0.3)
  for (const name of ['', '.1', '.2', '.3']) show(name)
  const again = createRotated({ path, most: 20, keep: 2 })
  again.write('after a restart')
  await wait(0.3)
  for (const name of ['', '.1', '.2', '.3']) show(name)
}

main()
