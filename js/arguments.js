// Checks of what callers pass in. Topics and patterns are not here: the core checks those.

import { argumentRangeError, argumentTypeError, isArray, TopicError } from './errors.js';

const MIN_INT32 = -(2 ** 31);
const MAX_INT32 = 2 ** 31 - 1;
const DEFAULT_MAX_BUFFER = 1_024;
/** @type {readonly import('./bounded-queue.js').Overflow[]} */
const OVERFLOWS = ['block', 'drop-oldest', 'drop-newest', 'error'];

/**
 * @param {unknown} options
 * @returns {Record<string, unknown>}
 */
export function checkOptions(options) {
  if (options === undefined) return {};
  if (typeof options !== 'object' || options === null) {
    throw argumentTypeError('options', 'must be an object', options);
  }
  return /** @type {Record<string, unknown>} */ (options);
}

/**
 * @template {Function} F
 * @param {string} name
 * @param {unknown} value
 * @returns {F}
 */
export function checkFunction(name, value) {
  if (typeof value !== 'function') throw argumentTypeError(name, 'must be a function', value);
  return /** @type {F} */ (value);
}

/**
 * @template {Function} F
 * @param {string} name
 * @param {unknown} value
 * @returns {F | undefined}
 */
export function checkOptionalFunction(name, value) {
  return value === undefined ? undefined : checkFunction(name, value);
}

/**
 * @param {unknown} value the `onError` of a subscription
 * @returns {import('./subscription.js').OnError | 'throw' | undefined}
 */
export function checkOnError(value) {
  if (value === undefined || value === 'throw') return value;
  if (typeof value === 'function') {
    return /** @type {import('./subscription.js').OnError} */ (value);
  }
  throw argumentTypeError('onError', "must be a function or 'throw'", value);
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {boolean} otherwise
 */
export function checkBoolean(name, value, otherwise) {
  if (value === undefined) return otherwise;
  if (typeof value !== 'boolean') throw argumentTypeError(name, 'must be a boolean', value);
  return value;
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {number} otherwise
 * @param {number} [min]
 * @param {number} [max]
 */
export function checkInteger(name, value, otherwise, min = MIN_INT32, max = MAX_INT32) {
  if (value === undefined) return otherwise;
  if (typeof value !== 'number') throw argumentTypeError(name, 'must be a number', value);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw argumentRangeError(name, `must be an integer from ${min} to ${max}`, value);
  }
  return value;
}

/**
 * @template {string} T
 * @param {string} name
 * @param {unknown} value
 * @param {readonly T[]} choices
 * @param {T} otherwise
 * @returns {T}
 */
export function checkChoice(name, value, choices, otherwise) {
  if (value === undefined) return otherwise;
  if (choices.includes(/** @type {T} */ (value))) return /** @type {T} */ (value);
  const rule = `must be one of ${choices.map((choice) => `'${choice}'`).join(', ')}`;
  throw typeof value === 'string'
    ? argumentRangeError(name, rule, value)
    : argumentTypeError(name, rule, value);
}

/**
 * @param {unknown} value milliseconds; setTimeout knows no more than an int32 of them
 * @returns {number | undefined}
 */
export function checkTimeout(value) {
  return value === undefined ? undefined : checkInteger('timeoutMs', value, 0, 0);
}

/**
 * @param {unknown} value
 * @returns {AbortSignal | undefined}
 */
export function checkSignal(value) {
  if (value === undefined) return undefined;
  // By what it can do, for it may be of another realm.
  const signal = /** @type {Partial<AbortSignal> | null} */ (value);
  if (typeof signal?.aborted !== 'boolean' || typeof signal.addEventListener !== 'function') {
    throw argumentTypeError('signal', 'must be an AbortSignal', value);
  }
  return /** @type {AbortSignal} */ (signal);
}

/**
 * Of a queue and what happens when it is full.
 *
 * @param {Record<string, unknown>} options
 * @param {import('./bounded-queue.js').Overflow} otherwise
 */
export function checkBuffer({ maxBuffer, overflow }, otherwise) {
  return {
    maxBuffer: checkInteger('maxBuffer', maxBuffer, DEFAULT_MAX_BUFFER, 1),
    overflow: checkChoice('overflow', overflow, OVERFLOWS, otherwise),
  };
}

/** @param {unknown} value */
export function checkConcurrency(value) {
  if (value === Number.POSITIVE_INFINITY) return value;
  return checkInteger('concurrency', value, Number.POSITIVE_INFINITY, 1);
}

/**
 * @param {'topic' | 'pattern'} kind
 * @param {unknown} text
 * @returns {asserts text is string}
 */
export function assertString(kind, text) {
  if (typeof text !== 'string') throw new TopicError(kind, text, 'it must be a string');
}

/**
 * One pattern, or a copy of several without duplicates that nobody can change. Their text is
 * checked by the core.
 *
 * @param {unknown} pattern
 * @returns {string | readonly string[]}
 */
export function checkPattern(pattern) {
  if (!isArray(pattern)) {
    assertString('pattern', pattern);
    return pattern;
  }
  /** Read once, for what is read again may be something else. @type {Set<string>} */
  const patterns = new Set();
  for (const one of pattern) {
    assertString('pattern', one);
    patterns.add(one);
  }
  if (patterns.size === 0) {
    throw new TopicError('pattern', pattern, 'a subscription needs at least one pattern');
  }
  return Object.freeze([...patterns]);
}
