// A mask without '/n' contains everything for the engine; ours refuses it.
try { println(new IPMask('10.0.0.1').contains('8.8.8.8')) } catch (error) { println('threw', error.message) }
