/**
 * Helpers for texts: what Pipy lacks or has wrong.
 *
 * Owns nothing. A helper that stands for a method leaves objects that are not meant to their own method of that name.
 */
import type { Helper } from './helper.ts'

const blanks = `' \\n\\r\\t\\v\\f\\u00a0\\u2028\\u2029\\ufeff\\u3000'`

export const texts: Record<string, Helper> = {
  /** String.trim: Pipy's eats every byte above 127. */
  trimOf: {
    needs: ['trimStartOf', 'trimEndOf'],
    source: `var trimOf = function (source) {
      return typeof source === 'string' ? trimStartOf(trimEndOf(source)) : source.trim();
    };`,
  },
  trimStartOf: {
    needs: [],
    source: `var trimStartOf = function (source) {
      if (typeof source !== 'string') return source.trimStart();
      var first = 0;
      for (0; first < source.length && ${blanks}.indexOf(source.charAt(first)) >= 0; 0) first++;
      return source.substring(first);
    };`,
  },
  trimEndOf: {
    needs: [],
    source: `var trimEndOf = function (source) {
      if (typeof source !== 'string') return source.trimEnd();
      var last = source.length;
      for (0; last > 0 && ${blanks}.indexOf(source.charAt(last - 1)) >= 0; 0) last--;
      return source.substring(0, last);
    };`,
  },
  /** Pipy takes an index below zero for zero. */
  charAtOf: {
    needs: [],
    source: `var charAtOf = function (source, index) {
      return index < 0 && typeof source === 'string' ? '' : source.charAt(index);
    };`,
  },
  charCodeAtOf: {
    needs: [],
    source: `var charCodeAtOf = function (source, index) {
      return index < 0 && typeof source === 'string' ? NaN : source.charCodeAt(index);
    };`,
  },
  /** Pipy's gives NaN behind the end. */
  codePointAtOf: {
    needs: [],
    source: `var codePointAtOf = function (source, index) {
      return typeof source === 'string' && !(index >= 0 && index < source.length) ? undefined : source.codePointAt(index);
    };`,
  },
  /** String.split with a limit, which Pipy does not know for ''. */
  splitOf: {
    needs: [],
    source: `var splitOf = function (source, separator, most) {
      return typeof source === 'string' ? source.split(separator).slice(0, most) : source.split(separator, most);
    };`,
  },
  /** Pipy's never ends for '', and ends at 64 KB. */
  repeatOf: {
    needs: [],
    source: `var repeatOf = function (source, count) {
      if (typeof source !== 'string') return source.repeat(count);
      if (source === '') return '';
      if (source.length * count < 10000) return source.repeat(count);
      var parts = [];
      for (var i = 0; i < count; i++) parts.push(source);
      return parts.join('');
    };`,
  },
  padStartOf: {
    needs: ['paddingOf'],
    source: `var padStartOf = function (source, length, fill) {
      if (typeof source !== 'string') return fill === undefined ? source.padStart(length) : source.padStart(length, fill);
      return paddingOf(source, length, fill) + source;
    };`,
  },
  padEndOf: {
    needs: ['paddingOf'],
    source: `var padEndOf = function (source, length, fill) {
      if (typeof source !== 'string') return fill === undefined ? source.padEnd(length) : source.padEnd(length, fill);
      return source + paddingOf(source, length, fill);
    };`,
  },
  paddingOf: {
    needs: ['repeatOf'],
    source: `var paddingOf = function (source, length, given) {
      var fill = given === undefined ? ' ' : given;
      var missing = length - source.length;
      if (!(missing > 0) || fill === '') return '';
      return repeatOf(fill, Math.ceil(missing / fill.length)).substring(0, missing);
    };`,
  },
  /** Pipy takes $ in what is put in for itself. */
  replaceOf: {
    needs: ['expandOf'],
    source: `var replaceOf = function (source, part, by) {
      if (typeof source !== 'string' || typeof part !== 'string') return source.replace(part, by);
      var at = source.indexOf(part);
      if (at < 0) return source;
      return source.substring(0, at) + expandOf(source, part, by, at) + source.substring(at + part.length);
    };`,
  },
  /** Pipy's never ends for ''. */
  replaceAllOf: {
    needs: ['expandOf'],
    source: `var replaceAllOf = function (source, part, by) {
      if (typeof source !== 'string' || typeof part !== 'string') return source.replaceAll(part, by);
      if (part !== '' && by.indexOf('$') < 0) return source.replaceAll(part, by);
      var parts = part === '' ? ['', ...source, ''] : source.split(part);
      var at = 0;
      return parts.reduce(function (whole, item, index) {
        if (index === 0) return item;
        var result = whole + expandOf(source, part, by, at + parts[index - 1].length) + item;
        at = at + parts[index - 1].length + part.length;
        return result;
      }, '');
    };`,
  },
  /** What is put in for a part found at an index: $$, $& and the texts before and behind. */
  expandOf: {
    needs: [],
    source: `var expandOf = function (source, part, by, at) {
      if (by.indexOf('$') < 0) return by;
      var result = '';
      var signs = ['$', '&', '\`', "'"];
      var texts = ['$', part, source.substring(0, at), source.substring(at + part.length)];
      for (var i = 0; i < by.length; i++) {
        var found = by.charAt(i) === '$' ? signs.indexOf(by.charAt(i + 1)) : -1;
        if (i + 1 < by.length && found >= 0) {
          result = result + texts[found];
          i++;
        } else result = result + by.charAt(i);
      }
      return result;
    };`,
  },
}
