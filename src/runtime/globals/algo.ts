/** The global `algo`: cache, quota, load balancer, UUIDs, hashes. Follows Pipy's src/api/algo.cpp; one file per class. */
import { hash as digest, randomUUID } from 'node:crypto'
import { Cache } from './algo-cache.ts'
import { LoadBalancer } from './algo-load-balancer.ts'
import { Quota } from './algo-quota.ts'

/** Bytes of a digest that fit into a number below 2^53. */
const hashBytes = 6

/** The same for the same value, within this process at least; scripts must not keep it. */
function hash(value: unknown): number {
  if (!['string', 'number', 'boolean'].includes(typeof value)) {
    throw new TypeError('algo.hash: expects a string, a number or a boolean: Pipy hashes the address of anything else')
  }
  return digest('sha1', `${typeof value} ${value}`, 'buffer').readUIntBE(0, hashBytes)
}

export const algo = { Cache, Quota, LoadBalancer, hash, uuid: (): string => randomUUID() }
