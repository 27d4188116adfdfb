// toStdout: the engine writes to stderr instead, ours to stdout.
new logging.TextLogger('x').toStdout().log('to stdout')
new logging.JSONLogger('x').toStderr().log({ to: 'stderr' })
println('end')
