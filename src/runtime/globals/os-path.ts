/** os.path: paths as texts. Follows OS::Path of Pipy's src/api/os.cpp and the path_… functions of src/utils.cpp. Owns nothing. */
import { textArgument } from './arguments.ts'

/** Without '.' and '..', always beginning with '/', and never above the root. A double slash inside stays. */
export function normalize(path: string): string {
  let output = ''
  const parts = path.split('/')
  parts.forEach((part, index) => {
    if (part === '.' || (part === '' && (index === 0 || index === parts.length - 1))) return
    output = part === '..' ? output.slice(0, Math.max(0, output.lastIndexOf('/'))) : `${output}/${part}`
  })
  return output === '' ? '/' : output
}

/** '' stays ''. */
export function absolute(path: string): string {
  if (path === '') return path
  return normalize(path.startsWith('/') ? path : `${process.cwd()}/${path}`)
}

/** Exactly one slash between the two, if at most one of them brings it. */
function glue(base: string, path: string): string {
  if (base.endsWith('/')) return base + (path.startsWith('/') ? path.slice(1) : path)
  return base + (path.startsWith('/') ? path : `/${path}`)
}

function joinWith(parts: unknown[], restarts: (part: string) => boolean): string {
  let path = ''
  for (const part of parts.map(String)) {
    if (part === '') continue
    path = path === '' || restarts(part) ? part : glue(path, part)
  }
  return path
}

export const osPath = {
  basename: (path: unknown): string => textArgument(path, 1).slice(textArgument(path, 1).lastIndexOf('/') + 1),
  dirname(path: unknown): string {
    const text = textArgument(path, 1)
    return text.slice(0, Math.max(0, text.lastIndexOf('/')))
  },
  join: (...parts: unknown[]): string => (parts.length === 0 ? '.' : joinWith(parts, () => false)),
  resolve: (...parts: unknown[]): string => absolute(joinWith(parts, part => part.startsWith('/')) || '.'),
  normalize: (path: unknown): string => normalize(textArgument(path, 1)),
}
