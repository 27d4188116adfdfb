/**
 * The shell script that keeps a program running for as long as whoever started it lives.
 *
 * Data. Called as: sh -c SCRIPT keeper SCRIPT WORDS PROGRAM ARGS…; what PROGRAM says on stderr is in the file WORDS, which is
 * removed at the very end. It ends with its own stdin, or by SIGTERM; PROGRAM is asked to end before, by SIGTERM.
 *
 * Pipy hands all its sockets and pipes to what it starts (src/filters/exec.cpp), even the end of our stdin that would have to
 * close: they are closed here. A shell that cannot (dash knows but one digit) gives way to bash; where there is none, it is
 * looked whether our parent lives.
 */
export const keeperScript = `
if (eval 'exec 99>&-') 2>/dev/null; then
  for open in /proc/$$/fd/* /dev/fd/*; do
    number=\${open##*/}
    case $number in [012] | *[!0-9]* | '') ;; *) [ "$number" -gt 200 ] || eval "exec $number>&-" ;; esac
  done 2>/dev/null
elif [ -z "$ZTM_KEEPER" ] && command -v bash >/dev/null; then
  ZTM_KEEPER=bash
  export ZTM_KEEPER
  exec bash -c "$1" keeper "$@"
else
  parent=$PPID
fi
unset ZTM_KEEPER NOTIFY_SOCKET
umask 077
words=$2
shift 2
keep() {
  trap 'kill "$child"; wait "$child"; exit' TERM
  while :; do
    "$@" >/dev/null 2>"$words" 3<&- &
    child=$!
    wait "$child"
    sleep 2 &
    child=$!
    wait "$child"
  done
}
watch() {
  if [ -n "$parent" ]; then while kill -0 "$parent"; do sleep 2; done; else read -r _ <&3; fi
  kill "$$"
}
finish() {
  trap '' TERM
  kill "$kept" "$watcher"
  wait "$kept"
  rm -f "$words"
  exit
}
exec 3<&0 2>/dev/null
keep "$@" &
kept=$!
watch &
watcher=$!
trap finish TERM
wait "$kept"
`
