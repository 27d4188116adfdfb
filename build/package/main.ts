/**
 * `make package`: all packages of what is in dist/, into dist/packages/ (or --out DIR). Words choose some: deb ipk tar exe.
 *
 * Owns the exit status. Prints a line for each file. PIPY=FILE puts that pipy into deb and ipk, for whatever CPU it is;
 * IPK_ARCH=NAME is what OpenWrt calls it; without it the deb holds Node and the ipk depends on a pipy.
 */
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { tarGz, withDirectories } from './archive.ts'
import { dist, licence, manifest, programFiles, readEngine, time } from './contents.ts'
import { makeDeb } from './deb.ts'
import { makeExecutable } from './executable.ts'
import { makeIpk } from './ipk.ts'

interface Made {
  name: string
  data: Buffer
}

const pipy = process.env.PIPY ? readEngine('pipy', process.env.PIPY) : undefined

/** For any computer with Node or pipy: unpack it, and the launcher finds what is beside it. */
function makeTar(): Made {
  const top = `ztm-${manifest.version}`
  const files = [...programFiles(top, { node: true }), licence(`${top}/LICENSE`)]
  return { name: `${top}.tar.gz`, data: tarGz(withDirectories(files), time) }
}

const makers: Record<string, (out: string) => Promise<string> | string> = {
  tar: out => write(out, makeTar()),
  ipk: out => write(out, makeIpk(pipy, process.env.IPK_ARCH)),
  deb: out => write(out, makeDeb(pipy ?? readEngine('node', process.execPath))),
  exe: async out => {
    const path = join(out, `ztm-${manifest.version}-${process.platform}-${process.arch}`)
    await makeExecutable(path)
    chmodSync(path, 0o755)
    return path
  },
}

function write(out: string, { name, data }: Made): string {
  const path = join(out, name)
  writeFileSync(path, data)
  return path
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } })
  const out = values.out ?? join(dist, 'packages')
  const wanted = positionals.length > 0 ? positionals : Object.keys(makers)
  if (!existsSync(join(dist, 'ztm.js'))) {
    console.error('error: dist/ is empty\nhint: make build')
    return 1
  }
  mkdirSync(out, { recursive: true })
  for (const name of wanted) {
    const make = makers[name]
    if (!make) {
      console.error(`error: there is no package "${name}"\nhint: one of ${Object.keys(makers).join(', ')}`)
      return 2
    }
    const begin = performance.now()
    const path = await make(out)
    const megabytes = (statSync(path).size / 1024 / 1024).toFixed(1)
    console.log(`  ${path}  ${megabytes} MB  ${((performance.now() - begin) / 1000).toFixed(1)} s`)
  }
  return 0
}

process.exitCode = await main()
