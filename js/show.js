// A value as a failure message shows it: short JSON, as far as the value is JSON, and never an
// exception, whatever the value is.

const MAX_LENGTH = 160;
const MAX_DEPTH = 4;
const MAX_ENTRIES = 20;

/** @param {unknown} value */
export function show(value) {
  const text = write(value, []);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

/**
 * @param {unknown} value
 * @param {readonly object[]} outer what it is in
 * @returns {string}
 */
function write(value, outer) {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > MAX_LENGTH ? value.slice(0, MAX_LENGTH) : value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      return '[function]';
    case 'object':
      break;
    default:
      return String(value);
  }
  if (value === null) return 'null';
  if (outer.includes(value)) return '[circular]';
  if (outer.length === MAX_DEPTH) return Array.isArray(value) ? '[…]' : '{…}';
  try {
    return writeObject(value, [...outer, value]);
  } catch {
    return '[an object that cannot be shown]'; // a getter or a proxy threw
  }
}

/**
 * @param {object} value
 * @param {readonly object[]} outer with the object itself
 * @returns {string}
 */
function writeObject(value, outer) {
  if (value instanceof Error) return `[${value.name}: ${value.message}]`;
  if (Array.isArray(value)) {
    return `[${shortened(value, (one) => write(one, outer)).join(',')}]`;
  }
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) {
    return Object.prototype.toString.call(value); // '[object Map]'
  }
  const { toJSON } = /** @type {{ toJSON?: unknown }} */ (value);
  if (typeof toJSON === 'function') return write(toJSON.call(value), outer);
  const members = shortened(Object.keys(value), (key) => {
    const member = /** @type {Record<string, unknown>} */ (value)[key];
    return `${JSON.stringify(key)}:${write(member, outer)}`;
  });
  return `{${members.join(',')}}`;
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => string} each
 */
function shortened(items, each) {
  // Not map(), which would leave holes.
  const texts = Array.from(items.slice(0, MAX_ENTRIES), each);
  return items.length > MAX_ENTRIES ? [...texts, '…'] : texts;
}
