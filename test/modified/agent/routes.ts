/**
 * Routes to whomever it likes, whether the directory knows of a service there or not.
 *
 * Owns nothing: the real routes are behind it.
 */
import { createRoutes as createReal, type RouteComponents, type Routes } from '../../../src/agent/routes.ts'
import { lies } from '../told.ts'

export function createRoutes(components: RouteComponents): Routes {
  const real = createReal(components)
  return {
    ...real,
    find: async (destination, client) => {
      const { protocol, service: name } = destination
      const endpoint = lies().route?.[`${protocol}/${name}`]
      if (!endpoint) return await real.find(destination, client)
      return [{ provider: { protocol, name, endpoint }, active: 0, average: 0, failures: 0, restUntil: 0 }]
    },
  }
}
