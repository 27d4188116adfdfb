/**
 * Nobody outlives the tests: kills the processes started here when this process ends, also when it ends by SIGKILL.
 *
 * Owns one small `sh` beside this process. It reads "+ PID" and "- PID" lines from a pipe; the pipe ends when we do, in
 * whatever way, and then it kills every group that is still on its list. Each PID here leads a process group.
 */
import { type ChildProcess, spawn } from 'node:child_process'

const SCRIPT = `
trap '' INT TERM HUP
list=' '
while read -r sign pid; do
  if [ "$sign" = + ]; then list="$list$pid "
  else case "$list" in *" $pid "*) list="\${list%% $pid *} \${list#* $pid }";; esac
  fi
done
for pid in $list; do kill -s KILL -- "-$pid" 2>/dev/null; done
exit 0
`

let reaper: ChildProcess | undefined
const living = new Set<number>()

function tell(line: string): void {
  if (!reaper) {
    // A session of its own: Ctrl-C at the terminal must not end it before its work.
    reaper = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
    reaper.unref()
    const pipe = reaper.stdin as unknown as { unref?: () => void } | null
    pipe?.unref?.()
    process.once('exit', () => {
      for (const pid of living) killGroup(pid)
    })
  }
  reaper.stdin?.write(`${line}\n`)
}

/** Kills a process that leads a group, and its group. No error if it is gone. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Gone already, which is what was wanted.
  }
}

/** From now on the group led by `pid` dies with this process. */
export function watchOver(pid: number): void {
  living.add(pid)
  tell(`+ ${pid}`)
}

/** The group's leader has ended: its number may soon belong to somebody else. */
export function forget(pid: number): void {
  living.delete(pid)
  tell(`- ${pid}`)
}
