// The log. Follows Pipy's src/api/console.cpp: lines go to the engine's log (stderr by default), each with local time
// and level, as in `2026-11-24 10:00:00.000 [INF] text`.
//
// Levels, as --log-level orders them: debug < warn < info < error. **warn is below info, so it is hidden by default.**
// Strings are written as they are, other values as the engine dumps them: use JSON.stringify for a stable format.

interface Console {
  /** Level info. */
  log(...values: unknown[]): void
  info(...values: unknown[]): void
  /** Only with --log-level=debug, or debug:user among topics. */
  debug(...values: unknown[]): void
  /** Hidden unless --log-level is warn or debug: use error for what an operator must see. */
  warn(...values: unknown[]): void
  error(...values: unknown[]): void
}
declare var console: Console
