// Promises. `await` is compiled to `then`. There are no thenables: only what the engine made is a promise.

interface PromiseLike<T> {
  then<A = T, B = never>(
    done: (value: T) => A | PromiseLike<A>,
    failed?: (reason: any) => B | PromiseLike<B>,
  ): PromiseLike<A | B>
}

interface Promise<T> {
  /**
   * **On Pipy a pending promise that two callbacks return tells only the last one**: hand out `p.then(x => x)`, a fresh one
   * each time. An error that nobody takes is logged, as on Node, with its place in the TypeScript source.
   */
  then<A = T, B = never>(
    done: (value: T) => A | PromiseLike<A>,
    failed?: (reason: any) => B | PromiseLike<B>,
  ): Promise<A | B>
  catch<B = never>(failed: (reason: any) => B | PromiseLike<B>): Promise<T | B>
  finally(ended: () => unknown): Promise<T>
}

interface PromiseConstructor {
  /** `resolve` may be given a promise. Somebody must keep `resolve`, else it never settles. */
  new <T>(executor: (resolve: (value: T | PromiseLike<T>) => void, reject: (reason?: any) => void) => void): Promise<T>
  resolve(): Promise<void>
  resolve<T>(value: T): Promise<Awaited<T>>
  reject<T = never>(reason?: any): Promise<T>
  all<T extends readonly unknown[] | []>(promises: T): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }>
  /** The first that settles, either way. */
  race<T extends readonly unknown[] | []>(promises: T): Promise<Awaited<T[number]>>
  /** The first that resolves; rejects when all rejected. */
  any<T extends readonly unknown[] | []>(promises: T): Promise<Awaited<T[number]>>
  allSettled<T extends readonly unknown[] | []>(
    promises: T,
  ): Promise<{ -readonly [P in keyof T]: PromiseSettledResult<Awaited<T[P]>> }>
  readonly prototype: Promise<any>
}
declare var Promise: PromiseConstructor

interface PromiseFulfilledResult<T> {
  status: 'fulfilled'
  value: T
}
interface PromiseRejectedResult {
  status: 'rejected'
  reason: any
}
type PromiseSettledResult<T> = PromiseFulfilledResult<T> | PromiseRejectedResult

type Awaited<T> = T extends null | undefined
  ? T
  : T extends object & { then(done: infer F, ...rest: infer _): any }
    ? F extends (value: infer V, ...rest: infer _) => any
      ? Awaited<V>
      : never
    : T
