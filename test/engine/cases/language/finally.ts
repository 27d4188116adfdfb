// finally runs whatever happens, and what happened goes on after it.
const log: string[] = []
const show = (label: string, value: string | number | undefined) =>
  println(label, String(value), log.splice(0).join(' '))

function returns(): string {
  try {
    return 'value'
  } finally {
    log.push('finally')
  }
}
show('return', returns())

function overrides(): string {
  try {
    throw new Error('lost')
  } finally {
    return 'finally wins'
  }
}
show('override', overrides())

function throws(): string {
  try {
    throw new Error('thrown')
  } catch (error) {
    return (error as Error).message
  } finally {
    log.push('finally')
  }
}
show('throw', throws())

function rethrows(): string {
  try {
    try {
      throw new Error('first')
    } catch (error) {
      log.push((error as Error).message)
      throw new Error('second')
    } finally {
      log.push('inner')
    }
  } catch (error) {
    return (error as Error).message
  } finally {
    log.push('outer')
  }
}
show('rethrow', rethrows())

function loops(): number {
  let n = 0
  for (let i = 0; i < 5; i++) {
    try {
      if (i === 1) continue
      if (i === 3) break
      n += i
    } finally {
      log.push(`f${i}`)
    }
  }
  return n
}
show('loop', loops())

function deep(): string {
  outer: for (const a of [1, 2]) {
    for (const b of [1, 2]) {
      try {
        try {
          if (b === 2) continue outer
          if (a === 2) return `${a}${b}`
        } finally {
          log.push(`i${a}${b}`)
        }
      } finally {
        log.push(`o${a}${b}`)
      }
    }
  }
  return 'end'
}
show('deep', deep())

function computed(): number {
  let n = 1
  try {
    return n
  } finally {
    n = 2
    log.push(String(n))
  }
}
show('computed', computed())

function nothing(): undefined {
  try {
    return
  } finally {
    log.push('finally')
  }
}
show('nothing', nothing())

function falls(): string {
  try {
    log.push('try')
  } finally {
    log.push('finally')
  }
  return 'after'
}
show('falls', falls())

try {
  try {
    throw 'text'
  } finally {
    log.push('finally')
  }
} catch (thrown) {
  show('thrown', thrown as string)
}

function closure(): string {
  const calls: (() => number)[] = []
  for (const item of [1, 2, 3]) {
    try {
      calls.push(() => item)
      if (item === 2) return calls.map(c => c()).join()
    } finally {
      calls.push(() => -item)
      log.push(calls.map(c => c()).join())
    }
  }
  return ''
}
show('closure', closure())

try {
  throw new Error('unbound')
} catch {
  println('caught')
}
try {
  throw { code: 'c', list: [1, 2] }
} catch ({ code, list: [first] }: any) {
  println(code, first)
}
