// The operating system. Follows Pipy's src/api/os.cpp and src/fs.cpp. Everything here is synchronous.
// Not there: chmod, symlink, append, lock, fsync, temporary directories, host name. For a secret file use
// pipy.exec(['chmod', '600', file]) before the secret goes in.

interface OSStats {
  /** Bytes. */
  readonly size: number
  /** Times in **seconds**, with a fraction. */
  readonly atime: number
  readonly mtime: number
  readonly ctime: number
  isFile(): boolean
  isDirectory(): boolean
  isCharacterDevice(): boolean
  isBlockDevice(): boolean
  isFIFO(): boolean
  isSocket(): boolean
}

interface OSPath {
  /** What follows the last '/'. */
  basename(path: string): string
  /** What precedes the last '/': '' for 'file' and for '/file'. */
  dirname(path: string): string
  /** The non-empty parts joined by '/'. Keeps '.' and '..' as they are. '.' without arguments. */
  join(...parts: string[]): string
  /** An absolute path without '.' and '..', from the working directory unless a part begins with '/'. */
  resolve(...parts: string[]): string
  /** Without '.' and '..', never above the root, **always beginning with '/'**: normalize('x') is '/x'. */
  normalize(path: string): string
}

interface OS {
  readonly path: OSPath
  readonly platform: 'linux' | 'darwin' | 'windows' | 'freebsd' | ''
  /** A copy of the environment: a value that is set is seen by the script only, **not by programs started later**. */
  readonly env: { [name: string]: string | undefined }
  /** The home directory of the user who runs the process, from the user database, whatever $HOME says. */
  home(): string
  /** Throws when there is no such directory. */
  chdir(path: string): void
  abspath(path: string): string
  /** Follows symbolic links. Null when there is nothing, or nothing that one may see. */
  stat(path: string): OSStats | null
  /** Names in a directory, in no order, directories with a '/' at the end, **without names that begin with a dot**; [] if there is none. */
  list(path: string): string[]
  /** Throws an Error 'cannot open file: …'. A directory reads as empty. */
  read(path: string): Data
  /** Replaces the file, not atomically: write aside and rename(). Throws 'cannot open file: …'. **A full disk is not reported.** */
  write(path: string, content: string | Data): void
  /** As read(), but logs the failure and returns null. */
  readFile(path: string): Data | null
  /** As write(), but only logs the failure. */
  writeFile(path: string, content: string | Data): void
  /** Replaces what is at the new name. Throws 'cannot rename file: …'. */
  rename(from: string, to: string): void
  /** Whether a file was removed. */
  unlink(path: string): boolean
  /** Throws 'cannot create directory: …', also when it exists, unless recursive. */
  mkdir(path: string, options?: { recursive?: boolean }): void
  /** Removes an empty directory, or with `recursive` all of it (the engine throws at hidden files in it, and empties directories that links in it lead to). False when there is none and `force`, else throws. */
  rmdir(path: string, options?: { recursive?: boolean; force?: boolean }): boolean
  /** Removes a file, or with `recursive` a whole directory. False when there is none and `force`, else throws. */
  rm(path: string, options?: { recursive?: boolean; force?: boolean }): boolean
  /** Sends signal number `signal`, SIGTERM by default; **0 is SIGTERM too** (ours throws). Gives no result and no error: it does not tell whether a process exists. */
  kill(pid: number, signal?: number): void
}
declare var os: OS
