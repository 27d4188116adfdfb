/**
 * Which engine runs this process, for people and for logs: nothing may behave differently because of it.
 */

/** How the version of the runtime begins. */
const runtimeTag = 'node-'

/** `pipy 2.0.2`, or `pipy-node 0.1.0` for the runtime on Node. */
export function engineName(): string {
  const { tag } = pipy.version
  if (tag.startsWith(runtimeTag)) return `pipy-node ${tag.substring(runtimeTag.length)}`
  return tag ? `pipy ${tag}` : 'pipy'
}
