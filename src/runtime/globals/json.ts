/**
 * JSON as scripts see it: that of the language with decode and encode. Follows Pipy's src/api/json.cpp.
 *
 * An object of its own, so that the JSON of this engine stays as it is. Differs: what goes deeper than 100 or in a circle is
 * written whole or throws, where Pipy writes null.
 */
import { Data } from '../core/data.ts'
import { findFunction } from './arguments.ts'

type Replacer = (key: string, value: unknown) => unknown

function decode(data: unknown, reviver?: unknown): unknown {
  if (!(data instanceof Data)) throw new TypeError('argument #1 expects an instance of pipy::Data')
  const text = data.toString()
  if (text === undefined) throw new SyntaxError('In JSON: the bytes are not UTF-8')
  return JSON.parse(text, findFunction(reviver, 2))
}

function encode(value: unknown, replacer?: unknown, space?: unknown): Data | undefined {
  const text = JSON.stringify(value, findFunction(replacer, 2) as Replacer | undefined, Number(space ?? 0)) as
    | string
    | undefined
  return text === undefined ? undefined : new Data(text)
}

export const json: object = Object.assign(Object.create(JSON), { decode, encode })
