/**
 * Helpers for arrays, objects, Map and Set: what Pipy lacks or has wrong.
 *
 * Owns nothing. A helper that stands for a method leaves objects that are not meant to their own method of that name.
 */
import type { Helper } from './helper.ts'

export const collections: Record<string, Helper> = {
  atOf: {
    needs: [],
    source: `var atOf = function (source, index) {
      if (typeof source === 'string') return index < -source.length || index >= source.length ? undefined : source.charAt(index < 0 ? source.length + index : index);
      if (!(source instanceof Array)) return source.at(index);
      return source[index < 0 ? source.length + index : index];
    };`,
  },
  /** Array.lastIndexOf: Pipy's looks at index 0 only. */
  lastIndexOf: {
    needs: [],
    source: `var lastIndexOf = function (source, item, start) {
      if (!(source instanceof Array)) return start === undefined ? source.lastIndexOf(item) : source.lastIndexOf(item, start);
      for (var i = source.length - 1; i >= 0; i--) if (source[i] === item) return i;
      return -1;
    };`,
  },
  /** Array.join: Pipy's writes null and undefined out. */
  joinOf: {
    needs: [],
    source: `var joinOf = function (source, separator) {
      if (!(source instanceof Array)) return separator === undefined ? source.join() : source.join(separator);
      var texts = source.map(function (item) {
        return item === undefined || item === null ? '' : item instanceof Array ? joinOf(item) : item;
      });
      return separator === undefined ? texts.join() : texts.join(separator);
    };`,
  },
  /** forEach as in JavaScript for Map, whose (value, key) Pipy gives the other way round. */
  forEachOf: {
    needs: ['listOf'],
    source: `var forEachOf = function (source, visit) {
      if (source instanceof Map) listOf(source).forEach(function (entry) { visit(entry[1], entry[0], source); });
      else source.forEach(visit);
    };`,
  },
  keysOf: {
    needs: ['listOf'],
    source: `var keysOf = function (source) {
      if (source instanceof Map) return listOf(source).map(function (entry) { return entry[0]; });
      if (source instanceof Set) return listOf(source);
      if (source instanceof Array) return source.map(function (item, index) { return index; });
      return source.keys();
    };`,
  },
  valuesOf: {
    needs: ['listOf'],
    source: `var valuesOf = function (source) {
      if (source instanceof Map) return listOf(source).map(function (entry) { return entry[1]; });
      if (source instanceof Set || source instanceof Array) return listOf(source);
      return source.values();
    };`,
  },
  entriesOf: {
    needs: ['listOf'],
    source: `var entriesOf = function (source) {
      if (source instanceof Map) return listOf(source);
      if (source instanceof Set) return listOf(source).map(function (item) { return [item, item]; });
      if (source instanceof Array) return source.map(function (item, index) { return [index, item]; });
      return source.entries();
    };`,
  },
  /** Array.fill: Pipy's goes on behind the end. */
  fillOf: {
    needs: [],
    source: `var fillOf = function (source, value, start, end) {
      if (!(source instanceof Array)) return source.fill(value, start, end);
      var length = source.length;
      var first = start === undefined ? 0 : start < 0 ? Math.max(0, length + start) : start;
      var last = end === undefined ? length : end < 0 ? length + end : Math.min(length, end);
      for (var i = first; i < last; i++) source[i] = value;
      return source;
    };`,
  },
  /** Array.splice with a count: Pipy's crashes for one below zero, and behind the end. */
  spliceOf: {
    needs: ['callMethod'],
    source: `var spliceOf = function (source, start, count, items) {
      if (!(source instanceof Array)) return callMethod(source, 'splice', [start, count, ...items]);
      var length = source.length;
      var first = start < 0 ? Math.max(0, length + start) : Math.min(length, start);
      var removed = source.splice(first, Math.max(0, Math.min(count, length - first)));
      if (items.length === 0) return removed;
      var rest = source.splice(first, source.length - first);
      items.forEach(function (item) { source.push(item); });
      rest.forEach(function (item) { source.push(item); });
      return removed;
    };`,
  },
  isArray: { needs: [], source: 'var isArray = function (value) { return value instanceof Array; };' },
  arrayFrom: {
    needs: ['listOf'],
    source: `var arrayFrom = function (source, change) {
      var list = [];
      if (source instanceof Array || source instanceof Map || source instanceof Set || typeof source === 'string') {
        listOf(source).forEach(function (item) { list.push(item); });
      } else {
        for (var i = 0; i < source.length; i++) list.push(undefined);
      }
      return change ? list.map(function (item, index) { return change(item, index); }) : list;
    };`,
  },
  fromEntries: {
    needs: ['listOf'],
    source: `var fromEntries = function (source) {
      var object = {};
      listOf(source).forEach(function (entry) { object[entry[0]] = entry[1]; });
      return object;
    };`,
  },
  hasOwn: { needs: [], source: 'var hasOwn = function (object, key) { return Object.keys(object).includes(key); };' },
  /** Object.keys and for-in, of arrays too. */
  ownKeys: {
    needs: [],
    source: `var ownKeys = function (source) {
      if (!(source instanceof Array)) return source === null || source === undefined ? [] : Object.keys(source);
      return source.map(function (item, index) { return '' + index; });
    };`,
  },
  /** list.push(...items), for any number of items. */
  pushAll: {
    needs: ['callMethod'],
    source: `var pushAll = function (list, items) {
      if (!(list instanceof Array)) return callMethod(list, 'push', items);
      for (var i = 0; i < items.length; i++) list.push(items[i]);
      return list.length;
    };`,
  },
  unshiftAll: {
    needs: ['callMethod'],
    source: `var unshiftAll = function (list, items) {
      if (!(list instanceof Array)) return callMethod(list, 'unshift', items);
      for (var i = items.length - 1; i >= 0; i--) list.unshift(items[i]);
      return list.length;
    };`,
  },
  concatAll: {
    needs: ['callMethod'],
    source: `var concatAll = function (list, items) {
      if (!(list instanceof Array)) return callMethod(list, 'concat', items);
      return items.reduce(function (whole, item) { return whole.concat(item); }, list.concat());
    };`,
  },
  maxOf: {
    needs: [],
    source:
      'var maxOf = function (list) { return list.reduce(function (a, b) { return Math.max(a, b); }, Number.NEGATIVE_INFINITY); };',
  },
  minOf: {
    needs: [],
    source:
      'var minOf = function (list) { return list.reduce(function (a, b) { return Math.min(a, b); }, Number.POSITIVE_INFINITY); };',
  },
}
