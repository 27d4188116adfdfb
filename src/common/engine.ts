/**
 * Which engine runs this process, for people and for logs: nothing may behave differently because of it.
 */

/** `pipy 2.0.2`, or `pipy-node 0.1.0` for the runtime on Node. */
export function engineName(): string {
  const { tag } = pipy.version
  return tag ? `pipy ${tag}` : 'pipy'
}
