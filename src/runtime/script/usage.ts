/** What `--help` says: the options that this engine has. Pure. */

export const usage = `Usage: pipy-node [options] <expression | pathname> [-- arguments of the script]

Options:
  -h, --help                         Show this help
  -v, --version                      Show the versions of the engine and of what is in it
  -e, --eval                         The given text is a script
  -f, --file                         The given text is the name of a file
  --, --args                         What follows is for the script; the first that is no option is the script if none was given
  --pipy-options                     After --args: options of the engine again
  --log-level=<debug|warn|info|error>  The lowest level that is logged, in this order; info if not given
  --log-local=<stderr|stdout|null>   Where the log goes
  --log-file=<filename>              A file that gets the log too
  --instance-name=<name>             pipy.name
  --instance-uuid=<uuid>             pipy.uuid
  --threads=<number>                 Taken as on Pipy; one thread runs the script
`
