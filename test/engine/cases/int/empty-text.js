// Int.parse of no digits at all: 0 for the engine, refused by ours.
try { println(Int.parse('').toString()) } catch (error) { println('threw', error.message) }
try { println(Int.parse('  ').toString()) } catch (error) { println('threw', error.message) }
