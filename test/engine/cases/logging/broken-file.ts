// A file that cannot be written is told of in the log; the script goes on.
const logger = new logging.TextLogger('x').toFile(os.path.join(os.env.ZTM_TEST_DIR ?? '.', 'none/log'))
try {
  logger.log('lost')
  println('no error')
} catch {
  println('threw')
}
new Timeout(0.1).wait().then(() => println('alive'))
