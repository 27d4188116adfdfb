// Async functions side by side: who goes on when, what one does not see of the other, and how deep they may nest.
const log: string[] = []
const show = (label: string) => println(label, log.splice(0).join(' '))
const later = <T>(value: T, seconds = 0.001): Promise<T> =>
  new Promise(resolve => new Timeout(seconds).wait().then(() => resolve(value)))

async function steps(name: string, count: number): Promise<string> {
  log.push(`${name}:begin`)
  for (let i = 0; i < count; i++) {
    await i
    log.push(`${name}${i}`)
  }
  return name
}

async function interleaved(): Promise<void> {
  const [a, b, c] = await Promise.all([steps('a', 3), steps('b', 1), steps('c', 2)])
  log.push(a + b + c)
  show('interleaved')
}

// Each call has variables of its own, also across its awaits.
async function counter(start: number): Promise<number> {
  let n = start
  const calls: (() => number)[] = []
  for (const step of [1, 2, 3]) {
    const before = n
    n += await later(step)
    calls.push(() => n - before)
  }
  return calls.reduce((sum, call) => sum + call(), n)
}

async function independent(): Promise<void> {
  const results = await Promise.all([counter(0), counter(100), counter(1000)])
  println('independent', results.join())
}

// What is evaluated before an await is not what is there after it.
async function kept(): Promise<void> {
  const box = { n: 1, list: [1, 2] }
  const change = async (n: number): Promise<number> => {
    await null
    box.n = n
    box.list.push(n)
    return n
  }
  const sum = box.n + (await change(10)) + box.n
  const copy = [...box.list, await change(20), ...box.list].join()
  const merged = { ...box, extra: await change(30), n: box.n }
  const text = `${box.n} ${await change(40)} ${box.n}`
  let key = 0
  box.list[key++] = await change(50)
  box.list[key] = key + (await change(60))
  box.n += await change(70)
  println('kept', sum, copy, merged.n, text, box.list.join(), box.n)
}

// Errors stay with the one that awaits.
async function failing(name: string, after: number): Promise<string> {
  try {
    await later(name, after)
    if (name !== 'fine') throw new Error(name)
    return name
  } finally {
    log.push(`${name} ended`)
  }
}

async function errors(): Promise<void> {
  const results = await Promise.all(
    ['fine', 'bad', 'fine'].map((name, i) => failing(name, 0.004 * (i + 1)).catch(e => `caught ${e.message}`)),
  )
  show(`errors ${results.join()};`)
  try {
    await Promise.all([failing('fine', 0.001), failing('first', 0.004), failing('second', 0.02)])
  } catch (error) {
    log.push(`all: ${(error as Error).message}`)
  }
  show('all')
  await later(0, 0.04)
  show('afterwards')
  const rejected = failing('unawaited', 0.001)
  const value = await later('meanwhile', 0.01)
  println(value, await rejected.then(String, e => `late ${e.message}`))
  show('late')
}

// The stack is not that of the callers before.
const down = async (n: number): Promise<number> => (n === 0 ? 0 : 1 + (await down(n - 1)))
const climb = async (n: number): Promise<number> => {
  if (n === 0) return 0
  await null
  return 1 + (await climb(n - 1))
}

async function deep(): Promise<void> {
  println('deep', await down(20), await climb(500))
  let n = 0
  while (n < 2000) {
    if (n % 2 === 0) await null
    n++
  }
  println('long', n)
}

// Queues: one that produces, several that wait.
async function queue(): Promise<void> {
  const waiting: ((item: number) => void)[] = []
  const items: number[] = []
  const take = (): Promise<number> => {
    const item = items.shift()
    if (item !== undefined) return Promise.resolve(item)
    return new Promise(resolve => waiting.push(resolve))
  }
  const put = (item: number) => {
    const next = waiting.shift()
    if (next) next(item)
    else items.push(item)
  }
  const worker = async (name: string): Promise<void> => {
    for (;;) {
      const item = await take()
      if (item < 0) return
      log.push(`${name}${item}`)
      await later(null)
    }
  }
  const workers = [worker('x'), worker('y')]
  for (const item of [1, 2, 3, 4, 5, 6, -1, -1]) {
    put(item)
    if (item % 2 === 0) await later(null, 0.02)
  }
  await Promise.all(workers)
  show('queue')
}

async function main(): Promise<void> {
  await interleaved()
  await independent()
  await kept()
  await errors()
  await deep()
  await queue()
}
main().then(
  () => println('end'),
  error => println('FAILED', error.message),
)
log.push('main waits')
show('top')
