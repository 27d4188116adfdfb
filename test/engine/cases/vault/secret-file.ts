// A secret's file: whole or not there; what was there before survives a write that fails.
import { toFault } from '../../../../src/common/errors.ts'
import { writeSecret } from '../../../../src/common/files.ts'

const folder = os.env.ZTM_TEST_DIR ?? '.'
const path = os.path.join(folder, 'secret')

function show(what: string): void {
  println(
    what,
    os.stat(path) ? os.read(path).toString() : 'absent',
    os.stat(`${path}.new`) ? 'and something beside it' : 'alone',
  )
}

function attempt(what: string, target: string): void {
  try {
    writeSecret(target, 'other')
    println(what, 'written')
  } catch (caught) {
    println(what, toFault(caught).code)
  }
}

writeSecret(path, 'first')
show('new:')
writeSecret(path, 'second, and longer')
show('replaced:')
writeSecret(path, 'é')
show('bytes that are not characters:')

attempt('no such folder:', os.path.join(folder, 'none', 'secret'))
os.mkdir(`${path}.new`)
attempt('no place beside it:', path)
show('kept:')
attempt('no file, so nothing is put in its place:', '/dev/null')
println(os.stat('/dev/null')?.isCharacterDevice())
pipy.exit()
