// What throws, what had happened before it did, and where it is caught.
const log: string[] = []
const show = (label: string) => println(label, log.splice(0).join(' '))
const say = <T>(name: string, value: T): T => {
  log.push(name)
  return value
}
function attempt(label: string, work: () => unknown): void {
  try {
    work()
    log.push('ended')
  } catch (error) {
    log.push(error instanceof Error ? 'Error' : `thrown ${error}`)
  }
  show(label)
}
type Box = { n: number; list: number[]; f: () => number }
const nothing = undefined as never as Box
const nil = null as never as Box

attempt('read', () => say('before', nothing).n)
attempt('read null', () => say('before', nil).n)
attempt('write', () => {
  say('object', nothing).n = say('value', 1)
})
attempt('write later', () => {
  say('object', { n: 1 }).n = fail('value')
})
attempt('compound', () => {
  say('object', nothing).n += say('never', 1)
})
attempt('update', () => {
  say('object', nil).n++
})
attempt('element', () => say('object', nothing).list[say('never', 0)])
attempt('method', () => say('object', nothing).f())
attempt('call', () => (say('function', undefined) as never as () => void)())
attempt('argument', () => println(say('first', 1), fail('second'), say('never', 3)))
attempt('array', () => [say('first', 1), fail('second'), say('never', 3)])
attempt('object', () => ({ a: say('a', 1), b: fail('b'), c: say('never', 3) }))
attempt('binary', () => say('left', 1) + fail('right') + say('never', 1))
attempt('logical', () => say('left', 0) || fail('right') || say('never', 1))
attempt('condition', () => (fail('test') ? say('never', 1) : say('never', 2)))
attempt('template', () => `${say('a', 1)}${fail('b')}${say('never', 1)}`)
attempt('destructuring', () => {
  const { n, list } = say('whole', nothing)
  return n + list.length
})
attempt('nested destructuring', () => {
  const {
    n,
    inner: { deep },
  } = { n: 1 } as never as { n: number; inner: { deep: number } }
  return n + deep
})
attempt('array pattern', () => {
  const [first] = nothing as never as number[]
  return first
})
attempt('default', () => {
  const { n = fail('default') } = {} as { n?: number }
  return n
})
attempt('parameter', () => ((n = fail('default')) => n)())
attempt('iteration', () => {
  for (const item of nil as never as number[]) say('never', item)
})
attempt('spread', () => [...(nothing as never as number[])])
attempt('switch', () => {
  switch (say('value', 1)) {
    case fail('case'):
      return say('never', 1)
    default:
      return say('never', 2)
  }
})
attempt('loop', () => {
  for (let i = 0; i < 3; i++) {
    log.push(`turn${i}`)
    if (i === 1) fail('in loop')
  }
})
attempt('loop with closures', () => {
  const calls: (() => number)[] = []
  for (let i = 0; i < 3; i++) {
    calls.push(() => i)
    if (i === 1) throw calls.map(c => c()).join()
  }
})
attempt('callback', () => [1, 2, 3].forEach(n => n === 2 && fail(`at ${n}`)))
attempt('values', () => {
  throw say('value', 'text')
})
attempt('number', () => {
  throw 404
})
attempt('nothing', () => {
  throw undefined
})

function fail(name: string): never {
  log.push(`${name}!`)
  throw new Error(name)
}

// Through finally, catch and loops.
function nested(depth: number): string {
  try {
    if (depth === 0) fail('deepest')
    return nested(depth - 1)
  } catch (error) {
    if (depth < 2) throw new Error(`${(error as Error).message} ${depth}`)
    return (error as Error).message
  } finally {
    log.push(`finally${depth}`)
  }
}
println(nested(4))
show('unwound')

function retry(): number {
  for (let i = 0; ; i++) {
    try {
      log.push(`try${i}`)
      if (i < 2) fail(`attempt${i}`)
      return i
    } catch {
      continue
    } finally {
      log.push('after')
    }
  }
}
println(retry())
show('retried')

attempt('in catch', () => {
  try {
    fail('first')
  } catch {
    fail('second')
  } finally {
    log.push('finally')
  }
})
attempt('in finally', () => {
  try {
    fail('first')
  } finally {
    fail('second')
  }
})
attempt('finally that returns', () => {
  outer: for (const n of [1, 2]) {
    try {
      fail(`lost${n}`)
    } finally {
      continue outer
    }
  }
})
attempt('rethrow', () => {
  try {
    fail('same')
  } catch (error) {
    log.push((error as Error).message)
    throw error
  }
})
const { message } = (() => {
  try {
    return fail('message')
  } catch (error) {
    return error as Error
  }
})()
println(message)

const messageOf = (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : 'none')
println(
  messageOf(new Error('made here')),
  messageOf(new Error()),
  messageOf(new Error(say('counted', 'once'))),
  log.splice(0).join(),
)
