/**
 * Random small programs of the language that the compiler supports, as text, for properties and for the engines.
 *
 * Owns the grammar. Every program ends, logs what it evaluates in which order, and calls `finish(text)` once. Values are
 * integers, since engines print others differently, and no undefined ends a list of arguments.
 */
import fc from 'fast-check'

/** Where a part of a program stands: what may be written there. */
interface Place {
  breaks: boolean
  continues: boolean
  awaits: boolean
  labels: readonly { name: string; isLoop: boolean }[]
  /** Makes names of its own. */
  fresh: (stem: string) => string
}

/** A part that is yet to be written down somewhere. */
type Part = (place: Place) => string
type Arb = fc.Arbitrary<Part>

/** Parts in one text, all at the same place. */
function join(parts: readonly Arb[], write: (texts: string[], place: Place) => string): Arb {
  return open(parts, place => [place, texts => write(texts, place)])
}

/** Parts in one text, at a place inside of the one where the text is. */
function open(parts: readonly Arb[], enter: (place: Place) => [Place, (texts: string[]) => string]): Arb {
  return fc.tuple(...parts).map(list => place => {
    const [inner, write] = enter(place)
    return write(list.map(part => part(inner)))
  })
}

const words = (...texts: string[]): Arb => fc.constantFrom(...texts).map(text => () => text)

const name = words('a', 'b', 'c')
const key = words('x', 'y', 'z')
const digit: Arb = fc.nat(9).map(n => () => String(n))
const leaf: Arb = fc.oneof(
  digit,
  name,
  join([digit], ([n]) => `t(${n})`),
)

const operator = words('+', '-', '&', '|', '^', '<', '>', '<=', '===', '!==', '&&', '||', '??', '>>')
const integer = words('*', '%')
const assigning = words('=', '+=', '-=', '|=', '&=', '^=', '&&=', '||=', '??=')

function expressionOf(inner: Arb): Arb {
  const target = fc.oneof(
    name,
    join([key], ([k]) => `o.${k}`),
    join([inner], ([e]) => `list[(${e}) & 3]`),
    join([inner, key], ([e, k]) => `say(${e}, o).${k}`),
    join([inner, inner], ([e, f]) => `say(${e}, list)[(${f}) & 3]`),
  )
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 4, arbitrary: target },
    { weight: 3, arbitrary: join([inner, operator, inner], ([l, op, r]) => `((${l}) ${op} (${r}))`) },
    { weight: 1, arbitrary: join([inner, integer, inner], ([l, op, r]) => `((${l}) ${op} (${r}) | 0)`) },
    { weight: 2, arbitrary: join([target, assigning, inner], ([l, op, r]) => `(${l} ${op} ${r})`) },
    { weight: 1, arbitrary: join([target, words('++', '--')], ([l, op]) => `(${l}${op})`) },
    { weight: 1, arbitrary: join([words('++', '--'), target], ([op, r]) => `(${op}${r})`) },
    { weight: 1, arbitrary: join([inner, inner, inner], ([c, e, f]) => `(${c} ? ${e} : ${f})`) },
    { weight: 1, arbitrary: join([inner, inner], ([e, f]) => `(${e}, ${f})`) },
    { weight: 3, arbitrary: callOf(inner) },
    { weight: 2, arbitrary: join([inner], ([e], { awaits }) => (awaits ? `(await later(${e}))` : `t(${e})`)) },
  )
}

function callOf(inner: Arb): Arb {
  /** In a function that is not async. */
  const still = open([inner], place => [{ ...place, awaits: false }, ([e = '']) => e])
  return fc.oneof(
    join([inner], ([e]) => `t(${e})`),
    join([inner, inner], ([e, f]) => `f(${e}, ${f})`),
    join([still], ([e]) => `(() => ${e})()`),
    join([inner, still], ([e, f]) => `((p, q = ${f}) => p + q)(${e})`),
    join([inner, inner], ([e, f]) => `((...p) => p.length + p[0])(${e}, (${f}) ?? 0)`),
    join([inner, still], ([e, f]) => `(({ x, y: { n } = { n: ${f} } }) => x + n)({ x: ${e} })`),
    join([inner, inner], ([e, f]) => `f(...[${e}, (${f}) ?? 0])`),
    join([inner], ([e]) => `nothing?.x.deep(${e})`),
    join([inner], ([e]) => `(box?.x ?? ${e})`),
    join([inner, inner], ([e, f]) => `t(keys({ a: ${e}, ...o, b: ${f} }))`),
    join([inner, inner], ([e, f]) => `t(keys({ ...o, a: ${e}, [\`k\${(${f}) | 0}\`]: 1, w: 0 }))`),
    join([inner, inner], ([e, f]) => `\`\${(${e}) | 0}-\${(${f}) | 0}\`.length`),
    join([inner], ([e]) => `[...list, ${e}].length`),
    join([still], ([e]) => `(function self(n) { return n > 0 ? 1 + self(n - 1) : ${e} })(2)`),
  )
}

const jump: Arb = open([words('break', 'continue')], place => {
  const mayStand = (kind?: string) => (kind === 'break' ? place.breaks : place.continues)
  return [place, ([kind = '']) => (mayStand(kind) ? kind : 't(1)')]
})

const labelledJump: Arb = fc.tuple(fc.constantFrom('break', 'continue'), fc.nat(3)).map(([kind, n]) => place => {
  const fitting = place.labels.filter(label => kind === 'break' || label.isLoop)
  const label = fitting[n % Math.max(1, fitting.length)]
  return label ? `${kind} ${label.name}` : 't(2)'
})

/** Heads of loops, with `@` for a name of their own and `#` for the body; each has few turns. */
const heads: Arb = words(
  'for (let @ = 0; @ < 2; @++) { t(@); # }',
  'for (let @ = 0; @ < 3; @++) { calls.push(() => @); if (t(@) === 1) @++; # }',
  'for (const @ of [3, 4]) { calls.push(() => t(@)); # }',
  'for (const [@, rest = t(5)] of [[1], [2, 3]]) { t(@ + rest); # }',
  'for (const [, @] of new Map([[1, 2], [3, 4]])) { t(@); # }',
  'for (const @ in { x: 1, y: 2 }) { t(o[@]); # }',
  'let @ = 0; LABEL while (@++ < 2) { const was = @; calls.push(() => was); # }',
  'let @ = 0; LABEL do { # } while (t(++@) < 2)',
)

function loopOf(block: Arb): Arb {
  return fc.tuple(heads, block, fc.boolean()).map(([head, body, isLabelled]) => place => {
    const label = isLabelled ? place.fresh('loop') : ''
    const labels = label ? [...place.labels, { name: label, isLoop: true }] : place.labels
    const mark = label ? `${label}:` : ''
    const text = head(place).replaceAll('@', place.fresh('v'))
    const marked = text.includes('LABEL') ? text.replace('LABEL', mark) : `${mark} ${text}`
    return marked.replace('#', () => body({ ...place, breaks: true, continues: true, labels }))
  })
}

function switchOf(expression: Arb, block: Arb): Arb {
  const one = fc.tuple(fc.option(expression, { nil: null }), block)
  return fc.tuple(expression, fc.array(one, { maxLength: 3 })).map(([value, cases]) => place => {
    const fallback = cases.findIndex(([test]) => test === null)
    const texts = cases.map(([test, body], index) => {
      const head = index === fallback ? 'default' : `case ${test?.(place) ?? 2}`
      return `${head}: { ${body({ ...place, breaks: true })} }`
    })
    return `switch (${value(place)}) { ${texts.join('\n')} }`
  })
}

function statementOf(expression: Arb, inner: Arb): Arb {
  const list = fc
    .array(inner, { minLength: 1, maxLength: 4 })
    .map<Part>(parts => place => parts.map(part => `${part(place)};`).join('\n'))
  /** Some blocks have a variable of their own, which a closure captures. */
  const block = fc.oneof(
    list,
    join([name, digit, list], ([v, n, rest]) => `let ${v} = ${n}; calls.push(() => ${v}); ${rest}`),
  )
  const labelled = open([block], place => {
    const label = place.fresh('block')
    const labels = [...place.labels, { name: label, isLoop: false }]
    return [{ ...place, labels }, ([body]) => `${label}: { ${body} }`]
  })
  const later = open([expression], place => [{ ...place, awaits: false }, ([e]) => `calls.push(() => ${e})`])
  const caught = 'catch (e) { t(e instanceof Error ? -1 : e);'
  return fc.oneof(
    { weight: 4, arbitrary: expression },
    { weight: 1, arbitrary: later },
    { weight: 1, arbitrary: join([expression, expression], ([e, f]) => `;[a, b = ${f}] = [${e}]`) },
    { weight: 1, arbitrary: join([expression], ([e]) => `;({ x: a, q: o.y = ${e}, ...bag.rest } = o)`) },
    { weight: 1, arbitrary: join([expression, block, block], ([e, b, c]) => `if (${e}) { ${b} } else { ${c} }`) },
    { weight: 2, arbitrary: loopOf(block) },
    { weight: 1, arbitrary: join([block, block], ([b, c]) => `try { ${b} } ${caught} ${c} }`) },
    { weight: 1, arbitrary: join([block, block], ([b, c]) => `try { ${b} } finally { t(7); ${c} }`) },
    { weight: 1, arbitrary: join([list, list, list], ([b, c, d]) => `try { ${b} } ${caught} ${c} } finally { ${d} }`) },
    { weight: 1, arbitrary: switchOf(expression, block) },
    { weight: 1, arbitrary: labelled },
    { weight: 1, arbitrary: join([expression], ([e]) => `return ${e}`) },
    { weight: 1, arbitrary: join([expression], ([e]) => `throw ${e}`) },
    { weight: 2, arbitrary: fc.oneof(jump, labelledJump) },
  )
}

const prologue = `const log = [], calls = [], bag = { rest: {} };
const t = value => { log.push(typeof value === 'number' ? value | 0 : String(value)); return value };
const say = (value, result) => { t(value); return result };
const keys = object => Object.keys(object).join('');
const later = value => Promise.resolve(value);
const f = (p, q) => t(p) - t(q);
let a = 1, b = 2, c = 3;
const o = { x: 1, y: 2, z: 3 }, list = [1, 2, 3, 4];
const nothing = t(0) ? o : undefined, box = o;
const guarded = work => { try { t(work()) } catch (e) { t(e instanceof Error ? -2 : e) } };`

const epilogue = `for (let i = 0; i < calls.length && i < 20; i++) t(calls[i]());
  [a, b, c, ...list, o.x, o.y, o.z].forEach(value => t(value));
  t(keys(bag.rest));
  finish(log.join(' '))`

function programOf(bodies: readonly Arb[]): fc.Arbitrary<string> {
  return fc.tuple(...bodies).map(parts => {
    let count = 0
    const fresh = (stem: string) => `${stem}${++count}`
    const place: Place = { breaks: false, continues: false, awaits: false, labels: [], fresh }
    const [first, second, third, fourth] = parts.map((part, index) => part({ ...place, awaits: index > 1 }))
    return `${prologue}
guarded(() => { ${first} });
guarded(() => { ${second} });
async function waits() { ${third} }
async function main() {
  try { t(await waits()) } catch (e) { t(e instanceof Error ? -3 : e) }
  ${fourth}
}
main().then(v => t(v), e => t(e instanceof Error ? -4 : e)).then(() => {
  ${epilogue}
});
`
  })
}

const nested = (seed: Arb, times: number, wrap: (inner: Arb) => Arb): Arb =>
  times === 0 ? seed : wrap(nested(seed, times - 1, wrap))

const shallow = nested(leaf, 2, expressionOf)
const deep = nested(leaf, 3, expressionOf)

/** The statements of a function's body, nested so deep. */
const bodyOf = (depth: number): Arb =>
  fc
    .array(
      nested(deep, depth, inner => statementOf(shallow, inner)),
      { minLength: 1, maxLength: 4 },
    )
    .map(parts => place => parts.map(part => `${part(place)};`).join('\n'))

/** Programs that call `finish(text)` once they have ended. */
export const programs: fc.Arbitrary<string> = programOf([bodyOf(2), bodyOf(3), bodyOf(2), bodyOf(3)])
