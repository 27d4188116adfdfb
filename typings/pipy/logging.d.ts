// Loggers besides the engine's own log. Follows Pipy's src/api/logging.cpp.

interface Logger {
  /** One line of all values: strings as they are for TextLogger, one JSON value per line for JSONLogger. */
  log(...values: unknown[]): void
  /** **On the C++ engine this is stderr too**; ours writes to stdout. */
  toStdout(): Logger
  toStderr(): Logger
  /** Appends to a file, opened at the first line. Written in the background: lines just before the end may be lost. */
  toFile(filename: string): Logger
}
interface LoggerConstructor {
  new (name: string): Logger
  readonly prototype: Logger
}
interface Logging {
  readonly TextLogger: LoggerConstructor
  readonly JSONLogger: LoggerConstructor
}
declare var logging: Logging
