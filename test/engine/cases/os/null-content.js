// null as content: the engine empties the file, ours refuses.
var file = os.env.ZTM_TEST_DIR + '/kept'
os.write(file, 'content')
try { os.write(file, null); println('written') } catch (error) { println('threw', error.message) }
println(os.read(file).size)
