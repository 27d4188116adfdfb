// Int.parse beyond 64 bits: the engine gives the nearest limit, ours refuses.
try { println(Int.parse('9223372036854775808').toString()) } catch (error) { println('threw', error.message) }
try { println(Int.parse('-99999999999999999999').toString()) } catch (error) { println('threw', error.message) }
