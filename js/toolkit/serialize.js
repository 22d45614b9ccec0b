// An event as JSON, whatever it is: never an exception, and never what the reader of the toolkit's
// own logs would refuse. docs/toolkit.md has the table of what becomes of what.
//
// Almost every event is made of plain objects, arrays, strings, numbers, booleans and null. Those
// are recognised by a walk, and JSON.stringify does the rest. Everything else is copied first, by
// the rules below, into something that is plain.

/** Values nested deeper are left out. */
export const MAX_DEPTH = 100;
/** An event of more values than that is cut: it may be a small graph with very many paths. */
export const MAX_VALUES = 1_000_000;

const TOO_DEEP = '[too deep]';
const TOO_MANY = '[too many values]';
const CIRCULAR = '[circular]';

const getPrototypeOf = Object.getPrototypeOf;
const plainPrototype = Object.prototype;
/** A lone surrogate, as JSON.stringify writes it; or an escaped backslash before `ud…`. */
const loneSurrogate = /\\ud[89a-f]/;

/**
 * @param {unknown} event
 * @returns {string} JSON; what JSON.stringify has no text for is `null`
 */
export function serialize(event) {
  try {
    if (walk(event, 0, 0) >= 0) {
      const json = JSON.stringify(event);
      if (json === undefined) return 'null';
      if (!loneSurrogate.test(json)) return json;
    }
  } catch {
    // It threw between one look and the next, or it is too long for a string.
  }
  try {
    const plain = new Copier().copy(event);
    return JSON.stringify(plain === undefined ? null : plain);
  } catch (error) {
    return JSON.stringify(`[not serializable: ${messageOf(error)}]`);
  }
}

/**
 * @param {unknown} value
 * @param {number} depth
 * @param {number} count of the values seen so far
 * @returns {number} the count with those in `value`; -1 if JSON.stringify alone would not do
 */
function walk(value, depth, count) {
  if (typeof value !== 'object') return typeof value === 'bigint' ? -1 : count + 1;
  if (value === null) return count + 1;
  if (depth === MAX_DEPTH) return -1;
  const prototype = getPrototypeOf(value);
  if (prototype === plainPrototype || prototype === null) {
    const object = /** @type {Record<string, unknown>} */ (value);
    if (typeof object.toJSON === 'function') return -1;
    for (const key in object) {
      const member = object[key];
      if (typeof member === 'object' && member !== null) {
        count = walk(member, depth + 1, count);
        if (count < 0) return -1;
      } else if (typeof member === 'bigint') {
        return -1;
      } else {
        count++;
      }
    }
    return count < MAX_VALUES ? count + 1 : -1;
  }
  if (prototype !== Array.prototype || !Array.isArray(value) || 'toJSON' in value) return -1;
  if (value.length > MAX_VALUES) return -1;
  for (let i = 0; i < value.length; i++) {
    count = walk(value[i], depth + 1, count);
    if (count < 0) return -1;
  }
  return count < MAX_VALUES ? count + 1 : -1;
}

/**
 * @typedef {object} BufferOfNode
 * @property {(buffer: ArrayBufferLike, offset: number, length: number) => { toString(encoding: string): string }} from
 */

class Copier {
  #count = 0;
  /** What the value is in. @type {object[]} */
  #outer = [];

  /**
   * @param {unknown} value
   * @param {string} [key] for toJSON
   * @returns {unknown} what JSON.stringify writes as our rules want it
   */
  copy(value, key = '') {
    if (++this.#count > MAX_VALUES) return TOO_MANY;
    if (typeof value === 'string') return wellFormed(value);
    if (typeof value === 'bigint') return value.toString();
    if (typeof value !== 'object' || value === null) return value;
    if (this.#outer.includes(value)) return CIRCULAR;
    if (this.#outer.length === MAX_DEPTH) return TOO_DEEP;
    this.#outer.push(value);
    try {
      return this.#object(value, key);
    } catch (error) {
      return threw(error); // toJSON, or a proxy
    } finally {
      this.#outer.pop();
    }
  }

  /**
   * @param {object} value
   * @param {string} key
   */
  #object(value, key) {
    if (isError(value)) return this.#error(value);
    if (isBytes(value)) return { type: value.constructor.name, base64: base64(value) };
    const { toJSON } = /** @type {{ toJSON?: unknown }} */ (value);
    if (typeof toJSON !== 'function') return this.#plain(value);
    const replaced = toJSON.call(value, key);
    if (typeof replaced !== 'object' || replaced === null) return this.copy(replaced);
    // Not asked for its own toJSON: it may be the same object.
    if (replaced !== value && this.#outer.includes(replaced)) return CIRCULAR;
    return this.#plain(replaced);
  }

  /** @param {object} value */
  #plain(value) {
    if (Array.isArray(value) || value instanceof Set || ArrayBuffer.isView(value)) {
      const values = /** @type {Iterable<unknown>} */ (/** @type {unknown} */ (value));
      return this.#list(values);
    }
    if (value instanceof Map) return this.#list(value.entries());
    if (isBoxed(value)) {
      return this.copy(value.valueOf());
    }
    return this.#members({}, value, Object.keys(value));
  }

  /** @param {Iterable<unknown>} values */
  #list(values) {
    /** @type {unknown[]} */
    const list = [];
    for (const value of values) {
      list.push(this.copy(value, String(list.length)));
      if (this.#count > MAX_VALUES) break;
    }
    return list;
  }

  /** @param {object} error */
  #error(error) {
    const keys = ['message', 'code', 'stack', 'cause', 'errors'].filter((key) => key in error);
    return this.#members({ type: this.#read(error, 'name') }, error, keys);
  }

  /**
   * @param {Record<string, unknown>} copy
   * @param {object} value
   * @param {string[]} keys
   */
  #members(copy, value, keys) {
    for (const key of keys) {
      if (this.#count > MAX_VALUES) break;
      const safeKey = wellFormed(key);
      // An ordinary assignment would make '__proto__' the prototype.
      Object.defineProperty(copy, safeKey, {
        value: this.#read(value, key),
        enumerable: true,
        configurable: true,
      });
    }
    return copy;
  }

  /**
   * @param {object} value
   * @param {string} key
   */
  #read(value, key) {
    let member;
    try {
      member = /** @type {Record<string, unknown>} */ (value)[key];
    } catch (error) {
      return threw(error);
    }
    return this.copy(member, key);
  }
}

/**
 * A primitive value in an object, such as Object(1n).
 *
 * @param {object} value
 */
function isBoxed(value) {
  return [Number, String, Boolean, BigInt].some((type) => value instanceof type);
}

/** @param {object} value which may come from another realm */
function isError(value) {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

/**
 * @param {object} value
 * @returns {value is ArrayBuffer | DataView | Uint8Array | Uint8ClampedArray}
 */
function isBytes(value) {
  return (
    value instanceof Uint8Array ||
    value instanceof Uint8ClampedArray ||
    value instanceof ArrayBuffer ||
    value instanceof DataView
  );
}

/** @param {ArrayBuffer | DataView | Uint8Array | Uint8ClampedArray} value */
function base64(value) {
  const bytes =
    value instanceof ArrayBuffer
      ? new Uint8Array(value)
      : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  // Node's is a hundred times as fast as what browsers have.
  const { Buffer } = /** @type {{ Buffer?: BufferOfNode }} */ (/** @type {unknown} */ (globalThis));
  if (Buffer !== undefined) {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
  }
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  }
  return btoa(text);
}

/**
 * With U+FFFD in place of lone surrogates.
 *
 * @param {string} text
 */
function wellFormed(text) {
  // Newer than the language that is compiled for; where it is, there is mostly nothing to replace.
  const { isWellFormed } = /** @type {{ isWellFormed?: () => boolean }} */ (String.prototype);
  if (isWellFormed?.call(text)) return text;
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** @param {unknown} error */
function threw(error) {
  return `[threw: ${messageOf(error)}]`;
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function messageOf(error) {
  try {
    const { message } = /** @type {{ message?: unknown }} */ (error);
    return wellFormed(typeof message === 'string' ? message : String(error));
  } catch {
    return 'something';
  }
}
