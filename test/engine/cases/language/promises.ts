// Promises by hand: adoption, several that wait for one, and what puts several together.
const later = <T>(value: T): Promise<T> => new Promise(resolve => new Timeout(0.005).wait().then(() => resolve(value)))
const bad = (text: string): Promise<never> =>
  new Promise((_, reject) => new Timeout(0.005).wait().then(() => reject(new Error(text))))

async function several(): Promise<void> {
  const p = later('p')
  const q = bad('q')
  println((await Promise.all([p, p, p.then(x => `${x}1`)])).join())
  println((await Promise.allSettled([p, q, q])).map(r => r.status).join())
  println(await Promise.race([p, q]), await Promise.any([q, p, p]))
  const r = later('r')
  println((await Promise.all([Promise.race([r, p]), Promise.race([r, later('z')]), r, Promise.any([r])])).join())
  println((await Promise.all([1, later(2), null])).join(), (await Promise.all([])).length)
  println((await Promise.allSettled([])).length, await Promise.race([later('slow'), 'plain']))
  try {
    await Promise.any([bad('1'), bad('2')])
  } catch (error) {
    println((error as Error).message)
  }
  println(await Promise.any([]).catch(e => e.message), await Promise.any([bad('3'), 'plain']))
}

async function cached(): Promise<void> {
  const cache = new Map<string, Promise<string>>()
  const get = (key: string): Promise<string> => {
    const known = cache.get(key) ?? later(key)
    cache.set(key, known)
    return known
  }
  println((await Promise.all(['a', 'b', 'a', 'a'].map(get))).join(), cache.size)
  println((await Promise.all(['a', 'b', 'c'].map(async key => `${await get(key)}!`))).join())
  const first = later('first')
  const both = [later(0).then(() => first), later(0).then(() => first)]
  println((await Promise.all(both)).join())
}

async function chains(): Promise<void> {
  const result = await later(1)
    .then(n => later(n + 1))
    .then(n => {
      if (n === 2) throw new Error('two')
      return n
    })
    .catch(e => later(e.message))
    .finally(() => later(0))
  println(result)
  println(
    await Promise.reject(new Error('x')).then(
      () => 'no',
      e => e.message,
    ),
  )
  println(
    await bad('kept')
      .finally(() => later(0))
      .catch(e => e.message),
  )
  println(
    await later(0)
      .finally(() => bad('from finally'))
      .catch(e => e.message),
  )
  println(
    await bad('inner')
      .catch(() => bad('outer'))
      .catch(e => e.message),
  )
  println(await Promise.resolve(later('nested')), await later(0).then(async () => 'async callback'))
}

async function executors(): Promise<void> {
  println(await new Promise<string>((_, reject) => reject(new Error('rejected'))).catch(e => e.message))
  println(
    await new Promise<string>(() => {
      throw new Error('thrown')
    }).catch(e => e.message),
  )
  println(await new Promise<string>(resolve => resolve(later('adopted'))))
  println(await new Promise<string>(resolve => resolve(bad('adopted rejection'))).catch(e => e.message))
  let settle: (value: string) => void = () => undefined
  const manual = new Promise<string>(resolve => {
    settle = resolve
  })
  const both = Promise.all([manual, manual.then(value => `${value}2`)])
  settle('once')
  settle('ignored')
  println((await both).join())
}

async function main(): Promise<void> {
  await several()
  await cached()
  await chains()
  await executors()
}
main().then(
  () => println('end'),
  error => println('FAILED', error.message),
)
