// Several files become one script; names of modules stay apart.

import type { Shape } from './_module.ts'
import * as all from './_module.ts'
import fallback, { counter, increment, nameOf, name as renamed } from './_module.ts'

const name = 'mine'
const shape: Shape = { sides: 4 }
println(name, renamed, nameOf(), shape.sides)
increment()
increment()
println(counter, all.counter, fallback('x'))
export const exported = 1
