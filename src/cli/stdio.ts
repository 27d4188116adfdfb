/**
 * stdin and stdout as a stream of bytes.
 *
 * Owns nothing. Nothing is kept in memory: stdin is read as fast as it is taken, and a write waits for the reader of stdout.
 */
/**
 * Writes bytes to stdout and returns when they are taken. Pipy's own way (`tee`) keeps without limit what is not read yet, and loses
 * it when the process ends, but a file that is opened is written at once: so there the launcher gives a pipe by its name.
 */
function writeTo(path: string, data: Data): void {
  if (data.size > 0) os.write(path, data)
}

/** Carries stdin to `carrier` and what comes from it to stdout. Resolves at its end, with the error of the StreamEnd, if any. */
export async function carryStdio(carrier: PipelineLayout): Promise<string | undefined> {
  const ending: { error?: string } = {}
  const carried = pipeline($ => $.pipe(carrier).handleStreamEnd(end => note(ending, end)))
  const pipe = os.env.ZTM_STDOUT
  const toStdout = pipe ? pipeline($ => $.handleData(data => writeTo(pipe, data))) : pipeline($ => $.tee('-'))
  await pipy.read('-', $ => $.onStart(new Data()).pipe(carried).pipe(toStdout))
  return ending.error
}

function note(ending: { error?: string }, { error }: StreamEnd): void {
  if (error) ending.error = typeof error === 'string' ? error : 'an error'
}
