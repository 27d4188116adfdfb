/**
 * The parameters of an SQL text by number, as SQLite counts them: `?`, `?12`, `:name`, `@name`, `$name`. Pure.
 *
 * Needed because node:sqlite binds by name and by order, Pipy by number, and neither tells how many there are.
 */

/** Texts, names in quotes and comments, in which nothing is a parameter; then words, which may hold a `$`; then parameters. */
const token =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[\w\u0080-\uffff][\w$\u0080-\uffff]*|\?(\d*)|([:@$#][\w$\u0080-\uffff]+(?:::[\w$\u0080-\uffff]+)*(?:\([^)\s]*\))?)/g

/** For each parameter, from number 1 on, its name; null for those without one, and for numbers that are left out. */
export function findParameters(sql: string): (string | null)[] {
  const names: (string | null)[] = []
  for (const [, number, name] of sql.matchAll(token)) {
    if (number !== undefined) {
      const index = number === '' ? names.length : Number(number) - 1
      while (names.length <= index) names.push(null)
    } else if (name !== undefined && !names.includes(name)) names.push(name)
  }
  return names
}
