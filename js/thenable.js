// Promises, and what only looks like one.

const { then: nativeThen } = Promise.prototype;

/**
 * A promise for `value` if it is a promise or another thenable, else undefined. Reads `then` once.
 *
 * @param {unknown} value
 * @returns {Promise<unknown> | undefined}
 * @throws whatever a getter of `then` throws
 */
export function asPromise(value) {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function')
    return undefined;
  const { then } = /** @type {{ then?: unknown }} */ (value);
  if (typeof then !== 'function') return undefined;
  // Only of a plain promise it is sure that `then` calls no code of others, which might throw.
  if (then === nativeThen && value instanceof Promise && value.constructor === Promise)
    return value;
  return new Promise((resolve, reject) => then.call(value, resolve, reject));
}
