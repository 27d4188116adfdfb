// async and await: values, order, errors, jumps.
const log: string[] = []
const tick = <T>(value: T): Promise<T> => new Promise(resolve => new Timeout(0.001).wait().then(() => resolve(value)))
const fail = async (text: string): Promise<never> => {
  await tick(0)
  throw new Error(text)
}

async function values(): Promise<string> {
  const a = await tick(1)
  const b = await 2
  const c = (await tick(3)) + (await tick(4))
  return `${a} ${b} ${c}`
}
const arrow = async (n: number) => n * 2
const arrowAwait = async (n: number) => (await tick(n)) * 2
const object = {
  async method(n: number) {
    return await tick(n)
  },
}

async function conditions(n: number): Promise<string> {
  if ((await tick(n)) > 1) return 'big'
  const kind = (await tick(n)) === 1 ? await tick('one') : 'none'
  const and = (await tick(n)) && (await tick('and'))
  const or = (await tick(n)) || (await tick('or'))
  const either = (await tick(null as null | number)) ?? (await tick('nullish'))
  return `${kind} ${and} ${or} ${either}`
}

async function loops(): Promise<string> {
  const seen: unknown[] = []
  for (const item of [1, 2, 3, 4]) {
    if ((await tick(item)) === 2) continue
    if (item === 4) break
    seen.push(item)
  }
  for (let i = 0; i < 3; i++) seen.push(await tick(i))
  let n = 0
  while ((await tick(n)) < 2) n++
  do n += await tick(10)
  while (n < 30)
  seen.push(n)
  outer: for (const a of [1, 2]) {
    for (const b of [1, 2]) {
      await tick(0)
      if (b === 2) continue outer
      seen.push(`${a}${b}`)
    }
  }
  for (const [key, value] of new Map([['k', tick('v')]])) seen.push(key + (await value))
  return seen.join()
}

async function captured(): Promise<string> {
  const calls: (() => number)[] = []
  for (const item of [1, 2, 3]) {
    const waited = await tick(item)
    calls.push(() => waited * 10 + item)
  }
  for (let i = 0; i < 2; i++) {
    await tick(i)
    calls.push(() => i)
  }
  return calls.map(c => c()).join()
}

async function leaves(): Promise<string> {
  for (const item of [1, 2, 3]) {
    log.push(String(await tick(item)))
    const keep = () => item
    if (keep() === 2) return `left at ${item}`
  }
  return 'never'
}

async function errors(): Promise<string> {
  const seen: string[] = []
  try {
    await fail('awaited')
    seen.push('never')
  } catch (error) {
    seen.push((error as Error).message)
  }
  try {
    throw new Error('thrown')
  } catch (error) {
    seen.push(await tick((error as Error).message))
  } finally {
    seen.push(await tick('finally'))
  }
  try {
    try {
      await fail('inner')
    } finally {
      await tick(0)
      seen.push('cleaned')
    }
  } catch ({ message }: any) {
    seen.push(message)
  }
  try {
    await Promise.reject(new Error('rejected'))
  } catch (error) {
    seen.push((error as Error).message)
  }
  try {
    ;(undefined as never as { call: () => void }).call()
  } catch {
    seen.push('engine error')
  }
  await fail('caught by catch()').catch(error => seen.push(error.message))
  return seen.join()
}

async function finallyReturns(): Promise<string> {
  for (const item of [1, 2]) {
    try {
      if (item === 1) continue
      return await tick(`returned ${item}`)
    } finally {
      await tick(0)
      log.push(`finally ${item}`)
    }
  }
  return 'never'
}

async function switches(n: number): Promise<string> {
  switch (await tick(n)) {
    case 1:
      return await tick('one')
    case 2: {
      await tick(0)
      break
    }
    default:
      return 'other'
  }
  return 'after'
}

async function parts(): Promise<string> {
  const { a, b = await tick('default') } = (await tick({ a: 1 })) as { a: number; b?: string }
  const list = [await tick(1), ...(await tick([2, 3])), await tick(4)]
  const object = { x: await tick('x'), [await tick('key')]: await tick('y') } as Record<string, string>
  const text = `${await tick('t1')}-${await tick('t2')}`
  let n = 1
  n += await tick(2)
  const holder = { n: 1 }
  holder.n += await tick(4)
  const chained = (await tick({ deep: { f: (v: string) => v } }))?.deep?.f(await tick('call'))
  const nothing = (await tick(undefined as undefined | { a: { b: string } }))?.a.b
  return [a, b, list.join('.'), object.x, object.key, text, n, holder.n, chained, nothing].join('|')
}

async function order(): Promise<void> {
  const first = async () => {
    log.push('first begins')
    await tick(0)
    log.push('first ends')
  }
  const waiting = first()
  log.push('in between')
  await waiting
  log.push('all done')
}

async function combined(): Promise<string> {
  const all = await Promise.all([tick(1), arrow(2), Promise.resolve(3)])
  const settled = await Promise.allSettled([tick('ok'), fail('bad')])
  // Somebody must hold what settles a promise, or Pipy gives it up.
  const held: ((value: string) => void)[] = []
  const race = await Promise.race([new Promise<string>(resolve => held.push(resolve)), tick('fast')])
  const any = await Promise.any([fail('no'), tick('any')])
  const lost = await Promise.all([tick(1), fail('all failed')]).catch(e => e.message)
  const racing = await Promise.race([fail('race failed'), new Promise<string>(resolve => held.push(resolve))]).catch(
    e => e.message,
  )
  return [
    all.join(),
    settled.map(s => (s.status === 'fulfilled' ? s.value : s.reason.message)).join(),
    race,
    any,
    lost,
    racing,
    held.length,
  ].join('|')
}

async function adopts(): Promise<string> {
  const inner = async () => tick('adopted')
  const rejected = async () => fail('adopted rejection')
  const resolved = await new Promise<string>(resolve => resolve(tick('resolved')))
  const chained = await Promise.resolve(1)
    .then(() => tick('chained'))
    .finally(() => tick(log.push('chain ended')))
  return [await inner(), await rejected().catch(e => e.message), resolved, chained].join()
}

async function shared(): Promise<string> {
  const one = tick('shared')
  const both = await Promise.all([
    (async () => `${await one} a`)(),
    (async () => `${await one} b`)(),
    one.then(v => `${v} c`),
  ])
  return both.join()
}

async function long(): Promise<number> {
  let n = 0
  for (let i = 0; i < 3000; i++) n += await i
  return n
}

async function main(): Promise<void> {
  println(await values())
  println(await arrow(21), await arrowAwait(4), await object.method(3))
  println(await conditions(2), await conditions(1), await conditions(0))
  println(await loops())
  println(await captured())
  println(await leaves(), log.splice(0).join())
  println(await errors())
  println(await finallyReturns(), log.splice(0).join())
  println(await switches(1), await switches(2), await switches(3))
  println(await parts())
  await order()
  println(log.splice(0).join())
  println(await combined())
  println(await adopts(), log.splice(0).join())
  println(await shared())
  println(await long())
  println(String(await (async () => {})()))
  const name = await (async function self(n: number): Promise<string> {
    return n > 0 ? await self(n - 1) : 'recursed'
  })(3)
  println(name)
}

main().then(
  () => println('end'),
  error => println('FAILED', error.message),
)
println('main is waiting')
