// Any value, to be looked into: what it is in a few words, and what is in it, a page at a time.
//
// What must hold: looking changes nothing and never throws. Getters are not called unless somebody
// asks; what a proxy or a getter throws is shown. Nothing is walked that is not shown, so a cycle,
// or an array of a million, costs no more than a page.

/**
 * @typedef {'string' | 'number' | 'bigint' | 'boolean' | 'nothing' | 'symbol' | 'function' | 'object'
 *   | 'list' | 'error' | 'node' | 'getter' | 'circular' | 'broken'} Kind
 *
 * @typedef {object} Look
 * @property {Kind} kind
 * @property {string} text what it is, in at most some 200 characters
 * @property {boolean} expandable whether there is more to see
 *
 * @typedef {object} Member
 * @property {string} key
 * @property {boolean} [hidden] not enumerable, or of the class: nothing that the program put there
 * @property {unknown} [value]
 * @property {() => unknown} [get] asks the getter, and may throw; then there is no `value`
 */

/** Members that are shown at once. */
export const PAGE = 100;
/** Of a text that are shown at once, in UTF-16 units. */
export const TEXT_PAGE = 10_000;

const MAX_STRING = 120;
const MAX_PREVIEW = 3;
const MAX_PREVIEW_STRING = 24;

/**
 * @param {unknown} value
 * @param {readonly unknown[]} [outer] what it is in
 * @returns {Look}
 */
export function look(value, outer = []) {
  switch (typeof value) {
    case 'string': {
      const long = value.length > MAX_STRING || value.includes('\n');
      return { kind: 'string', text: quote(value, MAX_STRING), expandable: long };
    }
    case 'number':
      return leaf('number', Object.is(value, -0) ? '-0' : String(value));
    case 'bigint':
      return leaf('bigint', `${value}n`);
    case 'boolean':
      return leaf('boolean', String(value));
    case 'symbol':
      return leaf('symbol', String(value));
    case 'function':
      return leaf('function', `ƒ ${nameOf(value)}()`);
    default:
  }
  if (value === null || value === undefined) return leaf('nothing', String(value));
  if (outer.includes(value)) return leaf('circular', 'circular: it is in itself');
  try {
    return lookAt(value);
  } catch (error) {
    return leaf('broken', `cannot be read: ${messageOf(error)}`);
  }
}

/**
 * @param {unknown} value
 * @param {number} [from]
 * @param {number} [limit]
 * @returns {{ members: Member[], total: number }} those from `from` on, and how many there are in all
 */
export function membersOf(value, from = 0, limit = PAGE) {
  if (typeof value !== 'object' || value === null) return { members: [], total: 0 };
  try {
    const list = listOf(value);
    if (list !== undefined) return pageOf(list, from, limit);
    const keys = keysOf(value);
    const page = keys.slice(from, from + limit);
    return { members: page.map((key) => memberOf(value, key)), total: keys.length };
  } catch (error) {
    const message = `cannot be read: ${messageOf(error)}`;
    return { members: [{ key: '', value: new Unreadable(message) }], total: 1 };
  }
}

/** Stands for what threw when it was read. */
export class Unreadable {
  /** @param {string} message */
  constructor(message) {
    this.message = message;
  }
}

/**
 * @param {() => unknown} get
 * @returns {unknown} what it gives, or an Unreadable that tells what it threw
 */
export function ask(get) {
  try {
    return get();
  } catch (error) {
    return new Unreadable(`threw ${messageOf(error)}`);
  }
}

/**
 * @param {object} value
 * @returns {Look}
 */
function lookAt(value) {
  if (value instanceof Unreadable) return leaf('broken', value.message);
  if (isNode(value)) return leaf('node', nodeText(value));
  if (isError(value)) return { kind: 'error', text: errorText(value), expandable: true };
  if (value instanceof Date) return leaf('object', dateText(value));
  if (value instanceof RegExp) return leaf('object', clip(String(value), MAX_STRING));
  const list = listOf(value);
  if (list !== undefined) {
    const preview = Array.isArray(value) ? ` ${previewOf(value)}` : '';
    const text = `${list.name}(${list.size})${preview}`;
    return { kind: 'list', text, expandable: list.size > 0 };
  }
  const name = classOf(value);
  const keys = keysOf(value);
  const text = name === 'Object' ? previewOf(value) : `${name} ${previewOf(value)}`;
  return { kind: 'object', text, expandable: keys.length > 0 };
}

/**
 * @typedef {object} List what has its members in an order
 * @property {string} name
 * @property {number} size
 * @property {(from: number, to: number) => Member[]} slice
 */

/**
 * @param {object} value
 * @returns {List | undefined}
 */
function listOf(value) {
  if (Array.isArray(value)) {
    return {
      name: 'Array',
      size: value.length,
      slice: (from, to) => indices(from, to).map((i) => memberOf(value, String(i))),
    };
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const array = /** @type {Uint8Array} */ (value);
    return {
      name: classOf(value),
      size: array.length,
      slice: (from, to) => indices(from, to).map((i) => ({ key: String(i), value: array[i] })),
    };
  }
  if (value instanceof ArrayBuffer) {
    const size = value.byteLength;
    const bytes = new Uint8Array(value);
    return {
      name: 'ArrayBuffer',
      size,
      slice: (from, to) => indices(from, to).map((i) => ({ key: String(i), value: bytes[i] })),
    };
  }
  if (value instanceof Map) {
    return {
      name: 'Map',
      size: value.size,
      slice: (from, to) =>
        part(value.entries(), from, to).map(([key, one]) => ({ key: keyText(key), value: one })),
    };
  }
  if (value instanceof Set) {
    return {
      name: 'Set',
      size: value.size,
      slice: (from, to) =>
        part(value.values(), from, to).map((one, i) => ({ key: String(from + i), value: one })),
    };
  }
  return undefined;
}

/**
 * @param {List} list
 * @param {number} from
 * @param {number} limit
 */
function pageOf(list, from, limit) {
  return { members: list.slice(from, Math.min(list.size, from + limit)), total: list.size };
}

/**
 * @param {number} from
 * @param {number} to
 */
function indices(from, to) {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

/**
 * @template T
 * @param {Iterable<T>} values
 * @param {number} from
 * @param {number} to
 */
function part(values, from, to) {
  /** @type {T[]} */
  const found = [];
  let i = 0;
  for (const value of values) {
    if (i >= to) break;
    if (i++ >= from) found.push(value);
  }
  return found;
}

/**
 * @param {object} value
 * @returns {(string | symbol)[]} what it shows first, first
 */
function keysOf(value) {
  const keys = Reflect.ownKeys(value);
  if (!isError(value)) return keys;
  // `stack` may be of the class, and is what one wants to see.
  const first = ['message', 'code', 'cause', 'errors', 'stack'].filter(
    (key) => key === 'stack' || keys.includes(key),
  );
  return [...first, ...keys.filter((key) => !first.includes(/** @type {string} */ (key)))];
}

/**
 * @param {object} value
 * @param {string | symbol} key
 * @returns {Member}
 */
function memberOf(value, key) {
  const name = typeof key === 'symbol' ? String(key) : key;
  const get = () => /** @type {Record<string | symbol, unknown>} */ (value)[key];
  if (key === 'stack' && isError(value)) return { key: name, value: ask(get) };
  const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
  if (descriptor === undefined) return { key: name, value: undefined, hidden: true };
  const hidden = descriptor.enumerable ? {} : { hidden: true };
  if (descriptor.get !== undefined) return { key: name, get, ...hidden };
  return { key: name, value: descriptor.value, ...hidden };
}

/**
 * The first members, in a line.
 *
 * @param {object} value
 */
function previewOf(value) {
  const isList = Array.isArray(value);
  const keys = isList ? indices(0, value.length).slice(0, MAX_PREVIEW).map(String) : keysOf(value);
  const texts = keys.slice(0, MAX_PREVIEW).map((key) => {
    const member = memberOf(value, key);
    const text = member.get === undefined ? glance(member.value) : '(…)';
    return isList ? text : `${clip(member.key, MAX_PREVIEW_STRING)}: ${text}`;
  });
  const size = isList ? value.length : keys.length;
  if (size > MAX_PREVIEW) texts.push('…');
  if (isList) return `[${texts.join(', ')}]`;
  return texts.length === 0 ? '{}' : `{${texts.join(', ')}}`;
}

/** @param {unknown} value of which little is shown */
function glance(value) {
  if (typeof value === 'string') return quote(value, MAX_PREVIEW_STRING);
  if (typeof value !== 'object' || value === null) return look(value).text;
  return Array.isArray(value) ? `[${value.length}]` : '{…}';
}

/** @param {unknown} key of a Map */
function keyText(key) {
  return typeof key === 'string' ? key : look(key).text;
}

/** @param {object} value */
function classOf(value) {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null) return 'Object';
  const maker = Reflect.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof maker === 'function' ? nameOf(maker) || 'Object' : 'Object';
}

/** @param {Function} value */
function nameOf(value) {
  try {
    const name = Reflect.getOwnPropertyDescriptor(value, 'name')?.value;
    return typeof name === 'string' ? clip(name, MAX_PREVIEW_STRING * 2) : '';
  } catch {
    return ''; // a proxy that was revoked
  }
}

/** @param {object} value which may come from another realm */
function isError(value) {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

/** @param {object} error */
function errorText(error) {
  const { name, message } = /** @type {{ name?: unknown, message?: unknown }} */ (error);
  return clip(`${String(name)}: ${String(message)}`, MAX_STRING);
}

/** @param {object} value */
function isNode(value) {
  const { Node } = /** @type {{ Node?: Function }} */ (globalThis);
  return Node !== undefined && value instanceof Node;
}

/** @param {object} node of a page, which is not walked */
function nodeText(node) {
  const { nodeName, id } = /** @type {{ nodeName: unknown, id?: unknown }} */ (node);
  const name = String(nodeName).toLowerCase();
  return typeof id === 'string' && id !== '' ? `<${name} id=${quote(id, 40)}>` : `<${name}>`;
}

/** @param {Date} date */
function dateText(date) {
  return Number.isNaN(date.getTime()) ? 'Date: not a time' : `Date ${date.toISOString()}`;
}

/** @param {unknown} error */
function messageOf(error) {
  try {
    const { message } = /** @type {{ message?: unknown }} */ (error);
    return clip(typeof message === 'string' ? message : String(error), MAX_STRING);
  } catch {
    return 'something that cannot be read either';
  }
}

/**
 * @param {Kind} kind
 * @param {string} text
 * @returns {Look}
 */
function leaf(kind, text) {
  return { kind, text, expandable: false };
}

/**
 * @param {string} text
 * @param {number} max
 */
function quote(text, max) {
  return JSON.stringify(clip(text, max));
}

/**
 * @param {string} text
 * @param {number} max
 */
function clip(text, max) {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}
