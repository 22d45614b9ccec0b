// Removes the secrets of any value, without a change to it: what has none is returned as it is, and
// of the rest only what leads to a secret is copied.
//
// It does not recurse, so nothing is too deep, and an object that is met twice, or is in itself, is
// copied once. First all objects are listed, with what is in them and what they are in. Then those
// around a secret are marked, then copied, then filled.

import { isArray } from '../errors.js';

const FIELD = '[REDACTED:field]';
/** In place of what cannot be read, and may hide anything. */
const UNREADABLE = '[REDACTED:unreadable]';
/** Fields that name another field, whose value is in `value`. */
const NAMING = ['name', 'key', 'header'];

/**
 * @typedef {object} Redactor the part of one that is needed here
 * @property {(text: string) => string} text
 * @property {(name: string) => import('./redactor.js').Name} nameOf
 * @property {() => void} countField
 *
 * @typedef {{ key: unknown, value: unknown, node: Node | undefined }} Slot
 *   a place in an object: what will be there, unless a node is
 *
 * @typedef {object} Node an object that was met
 * @property {object} source
 * @property {Slot[]} slots
 * @property {Node[]} parents
 * @property {boolean} changed a secret is in it, or in what is in it
 * @property {(() => any) | undefined} shell makes the copy, still empty
 * @property {(copy: any, slots: Slot[]) => void} fill
 * @property {unknown} copy
 */

/**
 * @template T
 * @param {T} value
 * @param {Redactor} redactor
 * @returns {T}
 */
export function redactValue(value, redactor) {
  return new Graph(redactor).run(value);
}

class Graph {
  #redactor;
  /** @type {Map<object, Node>} */
  #nodes = new Map();
  /** In the order in which they were met. @type {Node[]} */
  #queue = [];

  /** @param {Redactor} redactor */
  constructor(redactor) {
    this.#redactor = redactor;
  }

  /**
   * @template T
   * @param {T} value
   * @returns {T}
   */
  run(value) {
    const root = this.#slot(undefined, value, undefined);
    for (let i = 0; i < this.#queue.length; i++) this.#read(this.#queue[i]);
    this.#spread();
    const changed = this.#queue.filter((node) => node.changed);
    for (const node of changed) if (node.shell) node.copy = node.shell();
    for (const node of changed) if (node.shell) node.fill(node.copy, node.slots.map(settled));
    return /** @type {T} */ (settled(root).value);
  }

  /** Marks everything around what is marked. */
  #spread() {
    const marked = this.#queue.filter((node) => node.changed);
    for (let node = marked.pop(); node !== undefined; node = marked.pop()) {
      for (const parent of node.parents) {
        if (parent.changed) continue;
        parent.changed = true;
        marked.push(parent);
      }
    }
  }

  /**
   * @param {unknown} key
   * @param {unknown} value
   * @param {Node | undefined} parent
   * @returns {Slot}
   */
  #slot(key, value, parent) {
    if (typeof value === 'string') {
      const text = this.#redactor.text(value);
      if (parent !== undefined && text !== value) parent.changed = true;
      return { key, value: text, node: undefined };
    }
    if (typeof value !== 'object' || value === null) return { key, value, node: undefined };
    let node = this.#nodes.get(value);
    if (node === undefined) {
      node = {
        source: value,
        slots: [],
        parents: [],
        changed: false,
        shell: undefined,
        fill,
        copy: value,
      };
      this.#nodes.set(value, node);
      this.#queue.push(node);
    }
    if (parent !== undefined) node.parents.push(parent);
    return { key, value, node };
  }

  /**
   * A place whose name may tell that a secret is there.
   *
   * @param {Node} node
   * @param {unknown} key
   * @param {unknown} value
   * @param {string} name
   */
  #named(node, key, value, name) {
    if (this.#isSecret(name, value)) {
      this.#redactor.countField();
      node.changed = true;
      node.slots.push({ key, value: FIELD, node: undefined });
    } else {
      node.slots.push(this.#slot(key, value, node));
    }
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  #isSecret(name, value) {
    const { minLength } = this.#redactor.nameOf(name);
    if (minLength < 0 || value === FIELD) return false;
    if (typeof value === 'string') return value.length > 0 && value.length >= minLength;
    if (typeof value === 'number' || typeof value === 'bigint') return minLength === 0;
    return typeof value === 'object' && value !== null;
  }

  /** @param {Node} node */
  #read(node) {
    try {
      this.#readSource(node, node.source);
    } catch {
      this.#replace(node, UNREADABLE);
    }
  }

  /**
   * @param {Node} node
   * @param {unknown} copy
   */
  #replace(node, copy) {
    node.changed = true;
    node.shell = undefined;
    node.copy = copy;
  }

  /**
   * @param {Node} node
   * @param {any} source
   */
  #readSource(node, source) {
    if (isBytes(source)) return this.#readBytes(node, source);
    if (isArray(source)) return this.#readArray(node, source);
    if (source instanceof Map) return this.#readMap(node, source);
    if (source instanceof Set) return this.#readSet(node, source);
    if (source instanceof Error) return this.#readError(node, source);
    if (source instanceof Date && source.toJSON === Date.prototype.toJSON) return;
    const text = textOf(source);
    if (text !== undefined) {
      const clean = this.#redactor.text(text);
      if (clean !== text) this.#replace(node, withoutMark(source, clean));
      return;
    }
    if (isList(source)) return this.#readList(node, source);
    if (typeof source.toJSON === 'function') return this.#readReplaced(node, source.toJSON());
    this.#readObject(node, source);
  }

  /**
   * What `toJSON` returns is what would be stored, so it is what is looked at, and what is returned.
   *
   * @param {Node} node
   * @param {unknown} value
   */
  #readReplaced(node, value) {
    if (typeof value !== 'object' || value === null) {
      this.#replace(node, this.#slot(undefined, value, undefined).value);
      return;
    }
    node.changed = true;
    if (isArray(value)) this.#readArray(node, value);
    else this.#readObject(node, value);
  }

  /**
   * @param {Node} node
   * @param {ArrayBuffer | ArrayBufferView} source
   */
  #readBytes(node, source) {
    const text = new TextDecoder().decode(source);
    const clean = this.#redactor.text(text);
    if (clean !== text) this.#replace(node, bytesLike(source, new TextEncoder().encode(clean)));
  }

  /**
   * @param {Node} node
   * @param {readonly unknown[]} source
   */
  #readArray(node, source) {
    const { length } = source;
    node.shell = () => new Array(length);
    const [first, second] = source;
    const isPair = length === 2 && typeof first === 'string' && typeof second === 'string';
    for (let i = 0; i < length; i++) {
      if (!(i in source)) continue;
      const value = source[i];
      if (i === 1 && isPair) this.#named(node, i, value, first);
      else node.slots.push(this.#slot(i, value, node));
    }
  }

  /**
   * @param {Node} node
   * @param {Map<unknown, unknown>} source
   */
  #readMap(node, source) {
    node.shell = () => new Map();
    node.fill = (copy, slots) => {
      for (let i = 0; i < slots.length; i += 2) copy.set(slots[i].value, slots[i + 1].value);
    };
    for (const [key, value] of source) {
      node.slots.push(this.#slot(undefined, key, node));
      if (typeof key === 'string') this.#named(node, undefined, value, key);
      else node.slots.push(this.#slot(undefined, value, node));
    }
  }

  /**
   * @param {Node} node
   * @param {Set<unknown>} source
   */
  #readSet(node, source) {
    node.shell = () => new Set();
    node.fill = (copy, slots) => {
      for (const { value } of slots) copy.add(value);
    };
    for (const value of source) node.slots.push(this.#slot(undefined, value, node));
  }

  /**
   * Pairs of names and values.
   *
   * @param {Node} node
   * @param {Headers | FormData} source
   */
  #readList(node, source) {
    const List = /** @type {new () => Headers | FormData} */ (source.constructor);
    node.shell = () => new List();
    node.fill = (copy, slots) => {
      for (const { key, value } of slots) copy.append(key, value);
    };
    for (const [key, value] of source) this.#named(node, key, value, key);
  }

  /**
   * @param {Node} node
   * @param {Error} source
   */
  #readError(node, source) {
    node.shell = () => Object.setPrototypeOf(new Error(), Object.getPrototypeOf(source));
    node.fill = (copy, slots) => {
      for (const key of Reflect.ownKeys(copy)) delete copy[key];
      for (const { key, value } of slots) {
        const enumerable = Object.prototype.propertyIsEnumerable.call(
          source,
          /** @type {string} */ (key),
        );
        define(copy, key, value, enumerable);
      }
    };
    for (const key of Reflect.ownKeys(source)) this.#member(node, source, key);
  }

  /**
   * @param {Node} node
   * @param {object} source
   */
  #readObject(node, source) {
    const prototype = Object.getPrototypeOf(source);
    node.shell = () => Object.create(prototype);
    const named = this.#valueNamed(source);
    for (const key of Reflect.ownKeys(source)) {
      const property = Object.getOwnPropertyDescriptor(source, key);
      if (property === undefined || !property.enumerable) continue;
      // What a getter returns next time may be something else.
      if (!('value' in property)) node.changed = true;
      this.#member(node, source, key, key === 'value' ? named : undefined);
    }
  }

  /**
   * @param {Node} node
   * @param {any} source
   * @param {string | symbol} key
   * @param {string} [named] what names the value, if it is not the key
   */
  #member(node, source, key, named) {
    let value;
    try {
      value = source[key];
    } catch {
      value = UNREADABLE;
      node.changed = true;
    }
    const name = typeof key === 'string' ? key : (key.description ?? '');
    let { clean } = this.#redactor.nameOf(name);
    if (clean === name || typeof key === 'symbol') {
      this.#named(node, key, value, named ?? name);
      return;
    }
    node.changed = true;
    // Two names that become one must not become one field.
    for (let n = 2; clean in source || node.slots.some((slot) => slot.key === clean); n++) {
      clean = `${this.#redactor.nameOf(name).clean} (${n})`;
    }
    this.#named(node, clean, value, name);
  }

  /**
   * The name in `{ name: 'x-api-key', value: '…' }`.
   *
   * @param {any} source
   * @returns {string | undefined}
   */
  #valueNamed(source) {
    if (!Object.hasOwn(source, 'value')) return undefined;
    return NAMING.map((key) => Object.getOwnPropertyDescriptor(source, key)?.value).find(
      (name) => typeof name === 'string' && this.#redactor.nameOf(name).minLength >= 0,
    );
  }
}

/**
 * A slot with what will be there.
 *
 * @param {Slot} slot
 * @returns {Slot}
 */
function settled({ key, value, node }) {
  return { key, value: node?.changed ? node.copy : value, node };
}

/**
 * @param {any} copy
 * @param {Slot[]} slots
 */
function fill(copy, slots) {
  for (const { key, value } of slots) define(copy, key, value, true);
}

/**
 * @param {any} copy
 * @param {unknown} key
 * @param {unknown} value
 * @param {boolean} enumerable
 */
function define(copy, key, value, enumerable) {
  // An ordinary assignment would make '__proto__' the prototype.
  Object.defineProperty(copy, /** @type {string} */ (key), {
    value,
    enumerable,
    writable: true,
    configurable: true,
  });
}

/**
 * @param {unknown} value
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

/**
 * @param {any} source
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
function bytesLike(source, bytes) {
  if (source instanceof ArrayBuffer) return bytes.buffer;
  if (source instanceof DataView) return new DataView(bytes.buffer);
  return source.constructor.from(bytes);
}

/**
 * The text of an object that is one; a query as it stands in a URL.
 *
 * @param {object} source
 * @returns {string | undefined}
 */
function textOf(source) {
  if (source instanceof URLSearchParams) return `?${source}`;
  const isText = source instanceof URL || source instanceof String || source instanceof RegExp;
  return isText ? String(source) : undefined;
}

/**
 * @param {object} source
 * @param {string} clean what its text became
 */
function withoutMark(source, clean) {
  return source instanceof URLSearchParams ? new URLSearchParams(clean.slice(1)) : clean;
}

/**
 * @param {object} source
 * @returns {source is Headers | FormData}
 */
function isList(source) {
  return (
    (typeof Headers === 'function' && source instanceof Headers) ||
    (typeof FormData === 'function' && source instanceof FormData)
  );
}
