/**
 * Data directories: where a role keeps keys and databases, closed to other users of the computer.
 *
 * Owns nothing. The directory is closed before anything is written into it, so no file in it is ever readable by others.
 */
import { fault, toFault } from './errors.ts'

/** Makes the directory and its parents if need be, mode 0700. Throws storage-failed. Returns its path. */
export function prepareDataDirectory(path: string): string {
  try {
    os.mkdir(path, { recursive: true })
    if (os.platform !== 'windows') pipy.exec(['chmod', '700', path])
  } catch (caught) {
    throw fault(
      'storage-failed',
      `cannot make the directory ${path}: ${toFault(caught).message}`,
      'Choose another with --data',
    )
  }
  if (!os.stat(path)?.isDirectory()) {
    throw fault('storage-failed', `${path} is not a directory`, 'Choose another with --data')
  }
  return path
}

/** Where an agent that is a service keeps its data: by systemd, on OpenWrt, on macOS. */
export const serviceDirectories = ['/var/lib/ztm/agent', '/etc/ztm/agent', '/usr/local/var/ztm/agent']

/**
 * `~/.ztm/ROLE`, or the current directory's `.ztm/ROLE` where there is no home. `$HOME` is asked first, as by a shell:
 * `os.home()` knows the user database only.
 */
export function defaultDataDirectory(role: string): string {
  return os.path.join(os.env.HOME || os.home() || '.', '.ztm', role)
}
