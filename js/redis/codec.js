// Events as JSON, and entries of the stream as events.

import { isArray, quote } from '../errors.js';
import { EventTooLargeError, PayloadError } from './errors.js';

const MAX_DEPTH = 500;
/** At most so many bytes of UTF-8 stand for one UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * An entry of the stream.
 *
 * @typedef {object} Entry
 * @property {string} id of the stream
 * @property {string | undefined} topic
 * @property {string | undefined} json absent for an event that is undefined
 * @property {string} eventId the same for each repetition of a publish
 */

/**
 * @param {string} topic
 * @param {unknown} event
 * @param {number} maxEventBytes
 * @returns {{ json: string | undefined, bytes: number }}
 */
export function encode(topic, event, maxEventBytes) {
  if (event === undefined) return { json: undefined, bytes: 0 };
  const json = JSON.stringify(portable(event, 'event', []));
  const bytes =
    json.length * MAX_BYTES_PER_UNIT <= maxEventBytes
      ? json.length * MAX_BYTES_PER_UNIT // surely enough room, so not counted
      : new TextEncoder().encode(json).length;
  if (bytes > maxEventBytes) throw new EventTooLargeError(topic, bytes, maxEventBytes);
  return { json, bytes };
}

/**
 * @param {Entry} entry
 * @returns {unknown} the event
 */
export function decode({ id, json }) {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    throw new PayloadError(`The entry ${id}`, `has no JSON in its field e: ${quote(json)}`);
  }
}

/**
 * @param {unknown} raw an entry as the server lists it
 * @returns {Entry}
 */
export function entryOf(raw) {
  const [id, fields] = /** @type {[string, string[]]} */ (raw);
  const entry = { id, topic: undefined, json: undefined, eventId: id };
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const value = /** @type {any} */ (fields[i + 1]);
    if (fields[i] === 't') entry.topic = value;
    else if (fields[i] === 'e') entry.json = value;
    else if (fields[i] === 'i') entry.eventId = value;
  }
  return entry;
}

/**
 * A copy that JSON carries without a loss, so that nobody gets something else than was published. A
 * property that is undefined is left out, as JSON does; whatever has a `toJSON` is what that returns.
 *
 * @param {unknown} value
 * @param {string} path of it, for a message
 * @param {object[]} outer what it is in
 * @returns {unknown}
 */
function portable(value, path, outer) {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value)) return value;
      throw new PayloadError(path, `is ${value}, which JSON cannot carry`);
    case 'object':
      return value === null ? null : portableObject(value, path, outer);
    default: {
      const what = { bigint: 'a bigint', function: 'a function', symbol: 'a symbol' }[
        /** @type {'bigint'} */ (typeof value)
      ];
      throw new PayloadError(path, `is ${what ?? 'undefined'}, which JSON cannot carry`);
    }
  }
}

/**
 * @param {object} value
 * @param {string} path
 * @param {object[]} outer
 * @returns {unknown}
 */
function portableObject(value, path, outer) {
  if (outer.includes(value)) throw new PayloadError(path, 'contains itself');
  if (outer.length >= MAX_DEPTH) {
    throw new PayloadError(abridge(path), `is nested deeper than ${MAX_DEPTH}`);
  }
  const within = [...outer, value];
  const { toJSON } = /** @type {{ toJSON?: unknown }} */ (value);
  if (typeof toJSON === 'function') return portable(toJSON.call(value, ''), path, within);
  if (isArray(value)) {
    // Not map(), which would leave holes.
    return Array.from(value, (item, index) => portable(item, `${path}[${index}]`, within));
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    const name = /** @type {{ constructor?: { name?: unknown } }} */ (prototype).constructor?.name;
    throw new PayloadError(path, `is an object of the class ${name}, which JSON cannot carry`);
  }
  /** @type {Record<string, unknown>} */
  const copy = Object.create(null); // so that __proto__ is a key like any other
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    copy[key] = portable(member, pathOf(path, key), within);
  }
  return copy;
}

/**
 * @param {string} path
 * @param {string} key
 */
function pathOf(path, key) {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `${path}.${key}` : `${path}[${quote(key)}]`;
}

/** @param {string} path */
function abridge(path) {
  return path.length <= 80 ? path : `${path.slice(0, 80)}…`;
}
