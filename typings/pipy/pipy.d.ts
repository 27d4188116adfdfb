// The process and the engine. Follows Pipy's src/api/pipy.cpp. pipy.listen and pipy.read are declared with pipelines.

interface PipyExecOptions {
  /** Replaces the whole environment and turns off the search in PATH: give an absolute program then. */
  env?: { [name: string]: string }
  /** True: stderr comes with the output instead of being handed to onExit. */
  stderr?: boolean
  /** Called before exec() returns. `code` is 0 too when the program could not be started or was killed: judge by the output. */
  onExit?: (code: number, stderr: Data) => void
}

interface Pipy {
  /** The engine's name ('pipy'), then the arguments of the script: those that follow `--`. The script is `source`. */
  readonly argv: string[]
  /** The script as typed: there is no __dirname. */
  readonly source: string
  readonly name: string
  readonly uuid: string
  readonly pid: number
  /** When the process began, in ms since 1970. */
  readonly since: number
  /** Milliseconds since `since`. Jumps with the system's clock. */
  now(): number
  readonly version: { readonly tag: string; readonly commit: string; readonly date: string }
  /** Always 0 here: roles run in one thread. */
  readonly thread: { readonly id: number; readonly concurrency: number }
  readonly tty: {
    /** Raw mode of the terminal on stdin. Setting it without a terminal is accepted: it does not tell whether there is one. */
    raw: boolean
  }
  /**
   * Runs a program, **blocking everything** until it ends, and gives its output. A string is split at blanks without
   * a shell. stdin is inherited. A missing program gives an empty output, no error. **On Pipy a connection may lose its
   * socket meanwhile: run programs before anything is connected** (src/agent/main.ts).
   */
  exec(command: string | string[], options?: PipyExecOptions): Data
  /** A file of the code base (the directory of the script); null when there is none. */
  load(path: string): Data | null
  /** Files of the code base below `path`, relative to it, recursively. */
  list(path: string): string[]
  /** Resolves with the names of the files of the code base below `path` that changed, once. Looks every 5 s. */
  watch(path: string): Promise<string[]>
  /**
   * Ends the process. **The status is always 0** and code after it still runs to the end of the tick. The engine
   * sometimes fails to end: `os.kill(pipy.pid, 9)` is the certain end, see the launcher.
   */
  exit(code?: number): void
  /** Registers a callback for the end by SIGINT; its promise is awaited. Not called by SIGTERM or `pipy.exit(code)`. */
  exit(callback: () => Promise<unknown> | void): void
}
declare var pipy: Pipy
