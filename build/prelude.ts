/**
 * Helpers that lowered code calls: right versions of built-ins that lie on Pipy, and what drives async functions.
 *
 * Owns the text of the helpers, written in the dialect itself. Only those that a bundle calls are put into it, with those
 * that they call.
 */

import { collections } from './prelude/collections.ts'
import type { Helper } from './prelude/helper.ts'
import { promises } from './prelude/promises.ts'
import { texts } from './prelude/texts.ts'
import { values } from './prelude/values.ts'

export const prelude: Record<string, Helper> = {
  ...collections,
  ...promises,
  ...texts,
  ...values,
  /** What a for-of or a spread goes over, as an array. Pipy's Map.forEach gives (key, value), Set.forEach the value first. */
  listOf: {
    needs: [],
    source: `var listOf = function (source) {
      if (source instanceof Array) return source;
      if (typeof source === 'string') return [...source];
      var list = [];
      if (source instanceof Map) source.forEach(function (key, value) { list.push(isValueFirst ? [value, key] : [key, value]); });
      else if (source instanceof Set) source.forEach(function (item) { list.push(item); });
      else throw new Error('what is iterated over is neither an array, a Map, a Set nor a text');
      return list;
    };
    var isValueFirst = false;
    new Map([['key', 'value']]).forEach(function (first) { isValueFirst = first === 'value'; });`,
  },
  /** Array.slice with negative indices; texts and anything else keep their own. */
  sliceOf: {
    needs: [],
    source: `var sliceOf = function (source, begin, end) {
      if (typeof source === 'string') return end === undefined ? source.slice(begin || 0) : source.slice(begin || 0, end);
      if (!(source instanceof Array)) return begin === undefined ? source.slice() : end === undefined ? source.slice(begin) : source.slice(begin, end);
      var length = source.length;
      var first = begin === undefined ? 0 : begin < 0 ? Math.max(0, length + begin) : begin;
      var last = end === undefined ? length : end < 0 ? Math.max(0, length + end) : Math.min(length, end);
      var list = [];
      for (var i = first; i < last; i++) list.push(source[i]);
      return list;
    };`,
  },
  /**
   * A stable merge sort in place: Pipy's own may crash when a comparator gives 0, and where items are undefined. For texts alone
   * its own order is safe (Array::sort in src/pjs/types.cpp), and much faster.
   */
  sortOf: {
    needs: [],
    source: `var sortOf = function (source, compare) {
      if (!(source instanceof Array)) return source.sort(compare);
      if (!compare && !source.some(function (item) { return typeof item !== 'string'; })) return source.sort();
      var order = function (a, b) {
        if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
        if (compare) return compare(a, b);
        var x = '' + a;
        var y = '' + b;
        return x < y ? -1 : x > y ? 1 : 0;
      };
      var current = source;
      var length = source.length;
      for (var width = 1; width < length; width = width * 2) {
        var into = [];
        for (var start = 0; start < length; start = start + 2 * width) {
          var left = start;
          var middle = Math.min(start + width, length);
          var right = middle;
          var end = Math.min(start + 2 * width, length);
          for (0; left < middle || right < end; 0) {
            if (right >= end || (left < middle && !(order(current[left], current[right]) > 0))) { into.push(current[left]); left++; }
            else { into.push(current[right]); right++; }
          }
        }
        current = into;
      }
      if (current !== source) for (var i = 0; i < length; i++) source[i] = current[i];
      return source;
    };`,
  },
  /** f(...items) for up to eight items: Pipy has no apply. */
  callWith: {
    needs: [],
    source: `var callWith = function (f, a) {
      var n = a.length;
      if (n === 0) return f();
      if (n === 1) return f(a[0]);
      if (n === 2) return f(a[0], a[1]);
      if (n === 3) return f(a[0], a[1], a[2]);
      if (n === 4) return f(a[0], a[1], a[2], a[3]);
      if (n === 5) return f(a[0], a[1], a[2], a[3], a[4]);
      if (n === 6) return f(a[0], a[1], a[2], a[3], a[4], a[5]);
      if (n === 7) return f(a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
      if (n === 8) return f(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
      throw new Error('a call with a spread of more than eight arguments');
    };`,
  },
  /** object[name](...items) for up to eight items; the method keeps its object. */
  callMethod: {
    needs: [],
    source: `var callMethod = function (o, name, a) {
      var n = a.length;
      if (n === 0) return o[name]();
      if (n === 1) return o[name](a[0]);
      if (n === 2) return o[name](a[0], a[1]);
      if (n === 3) return o[name](a[0], a[1], a[2]);
      if (n === 4) return o[name](a[0], a[1], a[2], a[3]);
      if (n === 5) return o[name](a[0], a[1], a[2], a[3], a[4]);
      if (n === 6) return o[name](a[0], a[1], a[2], a[3], a[4], a[5]);
      if (n === 7) return o[name](a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
      if (n === 8) return o[name](a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
      throw new Error('a call with a spread of more than eight arguments');
    };`,
  },
  /** What a rest parameter collected: everything up to the last argument that is not undefined. */
  givenOf: {
    needs: [],
    source: `var givenOf = function (all, more) {
      if (more !== undefined) throw new Error('more than eight arguments for a rest parameter');
      var n = all.length;
      for (0; n > 0 && all[n - 1] === undefined; 0) n--;
      var list = [];
      for (var i = 0; i < n; i++) list.push(all[i]);
      return list;
    };`,
  },
  /** The object without some keys. */
  objectRest: {
    needs: [],
    source: `var objectRest = function (source, without) {
      var rest = {};
      var taken = without.map(function (key) { return '' + key; });
      Object.keys(source).forEach(function (key) { if (!taken.includes(key)) rest[key] = source[key]; });
      return rest;
    };`,
  },
  /**
   * Drives an async function: `step(m)` runs from m.at to the next await (gives 0, waiting for m.value), to the end
   * (gives 1, with the result in m.value), or throws; handlers[m.at] is the step that gets what was thrown, -1 none.
   * Without `running` it begins, and gives the promise. One function, since each level of calls counts: Pipy has 98.
   */
  runSteps: {
    needs: [],
    source: `var runSteps = function (step, handlers, running) {
      var m = running || { at: 0, value: undefined, resolve: undefined, reject: undefined };
      var promise = running ? undefined : new Promise(function (resolve, reject) { m.resolve = resolve; m.reject = reject; });
      var ended = failedStep;
      for (0; ended === failedStep; 0) {
        try { ended = step(m); } catch (e) {
          if (!divertSteps(m, handlers, e)) { m.reject(e); return promise; }
        }
      }
      var value = m.value;
      m.value = undefined;
      if (ended === 1) {
        if (value instanceof Promise) value.then(m.resolve, m.reject);
        else m.resolve(value);
        return promise;
      }
      if (!(value instanceof Promise)) value = Promise.resolve(value);
      value.then(
        function (result) { m.value = result; runSteps(step, handlers, m); },
        function (error) {
          if (divertSteps(m, handlers, error)) runSteps(step, handlers, m);
          else m.reject(error);
        }
      );
      return promise;
    };
    var failedStep = 2;
    var divertSteps = function (m, handlers, error) {
      var handler = handlers[m.at];
      if (handler === undefined || handler < 0) return false;
      m.at = handler;
      m.value = error;
      return true;
    };`,
  },
}

/** The text of the helpers in `names` and of those that they need. */
export function preludeFor(names: Set<string>): string {
  const chosen = new Set<string>()
  const choose = (name: string) => {
    const helper = prelude[name]
    if (!helper) throw new Error(`the prelude has no ${name}`)
    if (chosen.has(name)) return
    for (const needed of helper.needs) choose(needed)
    chosen.add(name)
  }
  for (const name of names) choose(name)
  return [...chosen].map(name => prelude[name]?.source).join('\n')
}

/** Every name that the prelude declares at its top: bundles must not use them for anything else. */
export function preludeNames(): Set<string> {
  const names = Object.values(prelude).flatMap(({ source }) =>
    [...source.matchAll(/^ {0,4}var (\w+) =/gm)].map(match => match[1] ?? ''),
  )
  return new Set(names)
}
