/**
 * Helpers for promises: adoption, any, race, allSettled, finally as in JavaScript.
 *
 * Owns nothing. Pipy adopts a promise only when a callback returns it, and serves only the last of several callbacks that
 * return the same one, so what is returned is made fresh each time.
 */
import type { Helper } from './helper.ts'

export const promises: Record<string, Helper> = {
  promiseOf: {
    needs: [],
    source: `var promiseOf = function (executor) {
      return new Promise(function (resolve, reject) {
        var settle = function (value) {
          if (value instanceof Promise) value.then(function (result) { resolve(result); }, function (error) { reject(error); });
          else resolve(value);
        };
        try { executor(settle, reject); } catch (e) { reject(e); }
      });
    };`,
  },
  resolveOf: {
    needs: [],
    source: 'var resolveOf = function (value) { return value instanceof Promise ? value : Promise.resolve(value); };',
  },
  freshly: {
    needs: [],
    source: `var freshly = function (callback) {
      return function (value) {
        var result = callback(value);
        return result instanceof Promise ? result.then(function (same) { return same; }) : result;
      };
    };`,
  },
  thenOf: {
    needs: ['freshly', 'catchOf'],
    source: `var thenOf = function (source, done, failed) {
      if (!(source instanceof Promise)) return failed === undefined ? source.then(done) : source.then(done, failed);
      if (done === undefined || done === null) return failed ? catchOf(source, failed) : source.then(function (value) { return value; });
      return failed ? source.then(freshly(done), freshly(failed)) : source.then(freshly(done));
    };`,
  },
  catchOf: {
    needs: ['freshly'],
    source: `var catchOf = function (source, failed) {
      return source instanceof Promise ? source.catch(freshly(failed)) : source.catch(failed);
    };`,
  },
  finallyOf: {
    needs: [],
    source: `var finallyOf = function (source, ended) {
      if (!(source instanceof Promise)) return source.finally(ended);
      return source.then(
        function (value) {
          var after = ended();
          return after instanceof Promise ? after.then(function () { return value; }) : value;
        },
        function (error) {
          var after = ended();
          if (after instanceof Promise) return after.then(function () { throw error; });
          throw error;
        }
      );
    };`,
  },
  raceOf: {
    needs: ['listOf'],
    source: `var raceOf = function (source) {
      return new Promise(function (resolve, reject) {
        var isOpen = true;
        listOf(source).forEach(function (item) {
          if (item instanceof Promise) {
            item.then(
              function (value) { if (isOpen) { isOpen = false; resolve(value); } },
              function (error) { if (isOpen) { isOpen = false; reject(error); } }
            );
          } else if (isOpen) { isOpen = false; resolve(item); }
        });
      });
    };`,
  },
  /** Pipy's rejects with something that is no Error. */
  anyOf: {
    needs: ['listOf'],
    source: `var anyOf = function (source) {
      return new Promise(function (resolve, reject) {
        var items = listOf(source);
        var failed = 0;
        var fail = function () {
          failed++;
          if (failed >= items.length) reject(new Error('All promises were rejected'));
        };
        if (items.length === 0) fail();
        items.forEach(function (item) {
          if (item instanceof Promise) item.then(function (value) { resolve(value); }, fail);
          else resolve(item);
        });
      });
    };`,
  },
  allSettledOf: {
    needs: ['listOf'],
    source: `var allSettledOf = function (source) {
      return Promise.all(listOf(source).map(function (item) {
        if (!(item instanceof Promise)) return { status: 'fulfilled', value: item };
        return item.then(
          function (value) { return { status: 'fulfilled', value: value }; },
          function (error) { return { status: 'rejected', reason: error }; }
        );
      }));
    };`,
  },
}
