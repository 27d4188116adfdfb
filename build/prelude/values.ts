/**
 * Helpers for numbers, times and JSON: what Pipy lacks or has wrong.
 *
 * Owns nothing. A helper that stands for a method leaves objects that are not meant to their own method of that name.
 */
import type { Helper } from './helper.ts'

export const values: Record<string, Helper> = {
  /** Pipy's wants nothing behind the number, and crashes on some bases. */
  parseIntOf: {
    needs: ['trimOf'],
    source: `var parseIntOf = function (source, radix) {
      var text = trimOf('' + source).toLowerCase();
      var isNegative = text.charAt(0) === '-';
      if (isNegative || text.charAt(0) === '+') text = text.substring(1);
      var base = radix ? radix : 10;
      if ((!radix || radix === 16) && text.startsWith('0x')) { base = 16; text = text.substring(2); }
      if (base < 2 || base > 36) return NaN;
      var digits = '0123456789abcdefghijklmnopqrstuvwxyz'.substring(0, base);
      var value = 0;
      for (var i = 0; i < text.length && digits.indexOf(text.charAt(i)) >= 0; i++) value = value * base + digits.indexOf(text.charAt(i));
      return i === 0 ? NaN : isNegative ? 0 - value : value;
    };`,
  },
  parseFloatOf: {
    needs: ['trimOf'],
    source: `var parseFloatOf = function (source) {
      var text = trimOf('' + source);
      var signs = text.charAt(0) === '-' || text.charAt(0) === '+' ? 1 : 0;
      if (text.substring(signs).startsWith('Infinity')) return text.charAt(0) === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
      var end = signs;
      var count = 0;
      var isDigit = function (at) { return at < text.length && '0123456789'.indexOf(text.charAt(at)) >= 0; };
      for (0; isDigit(end); 0) { end++; count++; }
      if (text.charAt(end) === '.') for (end = end + 1; isDigit(end); 0) { end++; count++; }
      if (count === 0) return NaN;
      if (text.charAt(end) === 'e' || text.charAt(end) === 'E') {
        var power = end + 1;
        if (text.charAt(power) === '-' || text.charAt(power) === '+') power++;
        if (isDigit(power)) for (end = power; isDigit(end); 0) end++;
      }
      return Number(text.substring(text.charAt(0) === '+' ? 1 : 0, end));
    };`,
  },
  /** Pipy's tests of numbers throw for anything else. */
  numberIsNaN: {
    needs: [],
    source: "var numberIsNaN = function (value) { return typeof value === 'number' && value !== value; };",
  },
  numberIsFinite: {
    needs: [],
    source: "var numberIsFinite = function (value) { return typeof value === 'number' && Number.isFinite(value); };",
  },
  numberIsInteger: {
    needs: [],
    source: "var numberIsInteger = function (value) { return typeof value === 'number' && Number.isInteger(value); };",
  },
  /** Number.toFixed: Pipy's rounds halves to even. Only a number that ends in binary like a half can be one. */
  toFixedOf: {
    needs: [],
    source: `var toFixedOf = function (source, digits) {
      if (typeof source !== 'number') return digits === undefined ? source.toFixed() : source.toFixed(digits);
      var places = digits || 0;
      var scale = Math.pow(10, places);
      var scaled = Math.abs(source) * scale;
      var whole = Math.floor(scaled);
      if (scaled - whole !== 0.5 || !Number.isInteger(source * Math.pow(2, places + 1))) return source.toFixed(places);
      var up = (whole + 1) / scale;
      return (source < 0 ? -up : up).toFixed(places);
    };`,
  },
  isNaNOf: { needs: [], source: 'var isNaNOf = function (value) { return Number.isNaN(Number(value)); };' },
  /** Pipy's MAX_SAFE_INTEGER is one too many. */
  isSafeInteger: {
    needs: ['numberIsInteger'],
    source:
      'var isSafeInteger = function (value) { return numberIsInteger(value) && Math.abs(value) <= 9007199254740991; };',
  },
  minSafeInteger: { needs: [], source: 'var minSafeInteger = -9007199254740991;' },
  clz32Of: {
    needs: [],
    source: 'var clz32Of = function (value) { return value >>> 0 === 0 ? 32 : Math.clz32(value); };',
  },
  maxSafeInteger: { needs: [], source: 'var maxSafeInteger = 9007199254740991;' },
  /** Pipy's rounds halves away from zero. */
  roundOf: {
    needs: [],
    source: `var roundOf = function (value) {
      var below = Math.floor(value);
      return value - below < 0.5 ? below : below + 1;
    };`,
  },
  /** Pipy's leaves control characters in texts as they are, which no parser accepts, and puts an empty line into []. */
  stringifyOf: {
    needs: ['trimStartOf'],
    source: `var stringifyOf = function (value, replacer, space) {
      var text = space === undefined ? JSON.stringify(value) : JSON.stringify(value, null, space);
      if (typeof text !== 'string') return text;
      for (var code = 0; code < 32; code++) {
        var character = String.fromCharCode(code);
        if (code !== 10 && text.indexOf(character) >= 0) {
          text = text.replaceAll(character, '\\\\u00' + (code < 16 ? '0' : '') + code.toString(16));
        }
      }
      if (text.indexOf('\\n\\n') < 0) return text;
      var lines = [];
      var all = text.split('\\n');
      for (var i = 0; i < all.length; i++) {
        if (all[i] === '') {
          i++;
          lines.push(lines.pop() + trimStartOf(all[i]));
        } else lines.push(all[i]);
      }
      return lines.join('\\n');
    };`,
  },
  /** Milliseconds of YYYY-MM-DD or YYYY-MM-DDThh:mm[:ss[.sss]](Z|±hh:mm); NaN for anything else. */
  dateParse: {
    needs: [],
    source: `var dateParse = function (text) {
      var number = function (begin, size) {
        var part = text.substring(begin, begin + size);
        if (part.length < size) return NaN;
        for (var i = 0; i < size; i++) if ('0123456789'.indexOf(part.charAt(i)) < 0) return NaN;
        return Number(part);
      };
      var year = number(0, 4);
      var month = number(5, 2);
      var day = number(8, 2);
      if (text.charAt(4) !== '-' || text.charAt(7) !== '-' || !(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return NaN;
      var y = month <= 2 ? year - 1 : year;
      var yearDay = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
      var days = y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + yearDay - 719468;
      if (text.length === 10) return days * 86400000;
      var hour = number(11, 2);
      var minute = number(14, 2);
      if (text.charAt(10) !== 'T' || text.charAt(13) !== ':') return NaN;
      var end = 16;
      var second = 0;
      var fraction = 0;
      if (text.charAt(end) === ':') { second = number(17, 2); end = 19; }
      if (text.charAt(end) === '.') {
        var size = 1;
        for (0; '0123456789'.indexOf(text.charAt(end + 1)) >= 0 && end + 1 < text.length; 0) {
          end++;
          size = size * 10;
          fraction = fraction * 10 + Number(text.charAt(end));
        }
        fraction = Math.floor((fraction * 1000) / size);
        end++;
      }
      var zone = text.charAt(end);
      var offset = zone === '+' || zone === '-' ? (number(end + 1, 2) * 60 + number(end + 4, 2)) * (zone === '-' ? -1 : 1) : 0;
      if (zone === 'Z' ? text.length !== end + 1 : text.length !== end + 6) return NaN;
      return days * 86400000 + (hour * 60 + minute - offset) * 60000 + second * 1000 + fraction;
    };`,
  },
  /** typeof for a name that nothing declares, which throws on Pipy. */
  typeofName: {
    needs: [],
    source: "var typeofName = function (read) { try { return typeof read(); } catch (e) { return 'undefined'; } };",
  },
}
