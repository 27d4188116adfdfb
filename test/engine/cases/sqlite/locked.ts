// Two connections to one file: who comes second is told, in a way that can be caught, and waits if it asked to.
const file = os.path.join(os.env.ZTM_TEST_DIR ?? '.', 'db')

function attempt(label: string, work: () => unknown): void {
  try {
    work()
    println(label, 'fine')
  } catch (error) {
    println(label, 'threw', (error as Error).message)
  }
}

const first = sqlite(file)
const second = sqlite(file)
first.exec('CREATE TABLE t (a)')
first.exec('BEGIN IMMEDIATE')
attempt('exec', () => second.exec('INSERT INTO t VALUES (1)'))
const insert = second.sql('INSERT INTO t VALUES (2)')
attempt('statement', () => insert.exec())
attempt('step', () => insert.reset().step())
first.exec('COMMIT')
attempt('statement after the lock is gone', () => insert.reset().exec())

const begin = Date.now()
first.exec('BEGIN IMMEDIATE')
second.exec('PRAGMA busy_timeout = 200')
attempt('with a timeout', () => second.exec('INSERT INTO t VALUES (3)'))
println('waited', Date.now() - begin >= 190)
first.exec('ROLLBACK')

// A reader that stopped half-way holds its lock until it is rewound.
second.exec('PRAGMA busy_timeout = 0; INSERT INTO t VALUES (4)')
const reader = first.sql('SELECT a FROM t')
println('reading', reader.step())
attempt('write while it reads', () => second.exec('INSERT INTO t VALUES (5)'))
reader.reset()
attempt('write after it', () => second.exec('INSERT INTO t VALUES (6)'))
println(JSON.stringify(second.exec('SELECT a FROM t')))
