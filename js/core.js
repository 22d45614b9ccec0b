// All calls into WebAssembly, and all knowledge of its memory.
//
// The module is compiled at first use and instantiated once for all buses; each bus owns one Router
// in it. An instance is expendable: when a call into it throws (a trap, no memory, no stack), its
// state can no longer be trusted, so it is dropped for all buses, and each of them replays its
// subscriptions into the next instance when it next needs one.

import { assertString } from './arguments.js';
import { CoreFailedError, TopicError } from './errors.js';
import { compileWasm, createGlue } from './generated/core-module.js';
import { instantiate } from './instantiate.js';

/**
 * An instance of the class `Router` of src/bindings/bindings.cpp, and the class itself.
 *
 * @typedef {object} BoundRouter
 * @property {() => number} address
 * @property {(id: number, length: number) => number} addPattern
 * @property {() => number} nodeCount
 * @property {() => number} segmentCount
 * @property {() => number} bytes
 * @property {() => void} delete
 *
 * @typedef {object} BoundRouterClass
 * @property {() => number} inputAddress
 * @property {() => number} maxTopicBytes
 * @property {(status: number) => string} statusRule
 * @property {(length: number) => number} checkTopic
 * @property {(length: number) => number} checkPattern
 * @property {() => number} failedAt
 * @property {(patternLength: number, topicLength: number) => boolean} matches
 * @property {() => number} planAddress
 *
 * @typedef {object} Glue what the factory of the module returns
 * @property {BoundRouterClass & (new () => BoundRouter)} Router
 * @property {(router: number, length: number, priority: number) => number} _subscribe
 * @property {(router: number, id: number) => void} _unsubscribe
 * @property {(router: number, length: number) => number} _match
 */

/** @type {WebAssembly.Module | undefined} */
let compiled;

/** The instance in use, if any. @type {Engine | undefined} */
let current;

/** @type {readonly string[]} */
const NONE = [];

function compile() {
  compiled ??= compileWasm();
  return compiled;
}

/** One instance of the module, and the views of its memory. */
class Engine {
  /** @type {WebAssembly.Memory} */
  #memory;
  /** Word of the memory that has the address of the ids of the last plan, and the hash of its topic. */
  #plan;

  /** All of the memory, in bytes and in words. */
  bytes = new Uint8Array();
  words = new Uint32Array();

  constructor() {
    const { glue, memory } = instantiate(createGlue, compile);
    /** @type {Glue} */
    this.glue = glue;
    this.Router = this.glue.Router;
    this.#memory = memory;
    this.#plan = this.Router.planAddress() / 4;
    this.input = this.Router.inputAddress();
    this.maxTopicBytes = this.Router.maxTopicBytes();
    this.#view();
  }

  #view() {
    this.bytes = new Uint8Array(this.#memory.buffer);
    this.words = new Uint32Array(this.#memory.buffer);
  }

  /** The word of the memory where the ids of the last plan begin. */
  plan() {
    if (this.words.length === 0) this.#view(); // the memory grew
    return this.words[this.#plan] / 4;
  }

  /** Of the topic of the last plan; after plan(). */
  topicHash() {
    return this.words[this.#plan + 1] | 0;
  }

  /**
   * Writes `text` as UTF-8 into the input buffer and returns its length in bytes; for a text that
   * is too long, some length over the limit, by which the core will refuse it.
   *
   * @param {string} text
   * @param {number} [offset] in the input buffer
   */
  write(text, offset = 0) {
    const { length } = text;
    if (length > this.maxTopicBytes) return length;
    if (this.bytes.length === 0) this.#view(); // the memory grew
    const { bytes } = this;
    const start = this.input + offset;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) return this.#writeUnicode(text, start);
      bytes[start + i] = unit;
    }
    return length;
  }

  /**
   * A lone surrogate becomes the three bytes that it would have if UTF-8 allowed it. It does not,
   * so the core refuses them and tells the place. (TextEncoder would replace it in silence.)
   *
   * @param {string} text
   * @param {number} start
   */
  #writeUnicode(text, start) {
    const { bytes } = this;
    const limit = start + this.maxTopicBytes;
    let at = start;
    for (let i = 0; i < text.length; i++) {
      const point = /** @type {number} */ (text.codePointAt(i));
      if (at + utf8Length(point) > limit) return this.maxTopicBytes + 1;
      if (point < 0x80) {
        bytes[at++] = point;
      } else if (point < 0x800) {
        bytes[at++] = 0xc0 | (point >> 6);
        bytes[at++] = 0x80 | (point & 0x3f);
      } else if (point < 0x10000) {
        bytes[at++] = 0xe0 | (point >> 12);
        bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
        bytes[at++] = 0x80 | (point & 0x3f);
      } else {
        bytes[at++] = 0xf0 | (point >> 18);
        bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
        bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
        bytes[at++] = 0x80 | (point & 0x3f);
        i++; // the second half of the pair
      }
    }
    return at - start;
  }

  /**
   * The error for a negative result about `text`.
   *
   * @param {'topic' | 'pattern'} kind
   * @param {string} text
   * @param {number} result
   */
  error(kind, text, result) {
    const byte = this.Router.failedAt();
    const index = byte < 0 ? undefined : indexOfByte(text, byte);
    return new TopicError(kind, text, this.Router.statusRule(-result), index);
  }
}

/** @param {number} point */
function utf8Length(point) {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

/**
 * @param {string} text
 * @param {number} byte an offset in its UTF-8 form
 */
function indexOfByte(text, byte) {
  let index = 0;
  for (const character of text) {
    if (byte <= 0) break;
    byte -= utf8Length(/** @type {number} */ (character.codePointAt(0)));
    index += character.length;
  }
  return index;
}

function engine() {
  current ??= new Engine();
  return current;
}

/**
 * Runs a call into WebAssembly once more, after it failed. Whatever it threw, the instance may have
 * stopped half-way through a change, so nobody uses it again.
 *
 * @template T
 * @param {() => T} call
 */
function retry(call) {
  current = undefined;
  try {
    return call();
  } catch (error) {
    current = undefined;
    throw error instanceof WebAssembly.RuntimeError ? new CoreFailedError(error) : error;
  }
}

/**
 * Runs a call into WebAssembly, once more if it fails.
 *
 * @template T
 * @param {() => T} call
 */
function attemptTwice(call) {
  try {
    return call();
  } catch {
    return retry(call);
  }
}

/**
 * Whether `pattern` matches `topic`.
 *
 * @param {string} pattern
 * @param {string} topic
 * @throws {TopicError} if either is invalid
 */
export function matches(pattern, topic) {
  assertString('pattern', pattern);
  assertString('topic', topic);
  const answer = attemptTwice(() => {
    const core = engine();
    let length = core.write(topic);
    let result = core.Router.checkTopic(length);
    if (result < 0) return core.error('topic', topic, result);
    const topicLength = core.write(topic, core.maxTopicBytes);
    length = core.write(pattern);
    result = core.Router.checkPattern(length);
    if (result < 0) return core.error('pattern', pattern, result);
    return core.Router.matches(length, topicLength);
  });
  if (answer instanceof TopicError) throw answer;
  return answer;
}

/**
 * Runs a call that only gives something back: where it fails, nothing is left to give back.
 *
 * @param {() => void} call
 */
function release(call) {
  try {
    call();
  } catch {
    current = undefined;
  }
}

/** Frees the routers of buses that were never closed. */
const forgotten = /* @__PURE__ */ new FinalizationRegistry(
  /** @param {{ core: Engine, bound: BoundRouter }} held */
  ({ core, bound }) => {
    if (core === current) release(() => bound.delete());
  },
);

/**
 * @param {BoundRouter} bound
 * @param {number} address of the same
 * @param {string | readonly string[]} pattern
 * @param {number} priority
 * @returns {number | TopicError} an id, or why it was refused
 */
function subscribe(bound, address, pattern, priority) {
  const core = engine();
  const first = typeof pattern === 'string' ? pattern : pattern[0];
  const more = typeof pattern === 'string' ? NONE : pattern.slice(1);
  for (const one of more) {
    const result = core.Router.checkPattern(core.write(one));
    if (result < 0) return core.error('pattern', one, result);
  }
  const id = core.glue._subscribe(address, core.write(first), priority);
  if (id < 0) return core.error('pattern', first, id);
  for (const one of more) bound.addPattern(id, core.write(one));
  return id;
}

/** Who gets a topic, and in which order: one bus's part of the core. */
export class Router {
  /** @type {Engine | undefined} */
  #engine;
  /** @type {BoundRouter | undefined} */
  #bound;
  /** Of the router in memory. */
  #address = 0;
  #replay;
  /** Of the topic that was matched last, an int32: the same for equal topics, and seldom for others. */
  topicHash = 0;

  /**
   * @param {(subscribe: (pattern: string | readonly string[], priority: number) => number) => void} replay
   *   subscribes everything again, in the order of registration. Called when the ids given out so
   *   far have lost their meaning
   */
  constructor(replay) {
    this.#replay = replay;
  }

  /**
   * @param {string | readonly string[]} pattern or several, at least one
   * @param {number} priority
   * @returns {number} an id, used again after its removal
   * @throws {TopicError}
   */
  subscribe(pattern, priority) {
    let id;
    try {
      id = this.#subscribe(pattern, priority);
    } catch {
      id = this.#subscribeAgain(pattern, priority);
    }
    if (typeof id !== 'number') throw id;
    return id;
  }

  /** @param {number} id which the next replay, should there be one, must not bring back */
  unsubscribe(id) {
    const core = this.#engine;
    if (core === undefined || core !== current) return; // it went with its instance
    try {
      core.glue._unsubscribe(this.#address, id);
    } catch {
      current = undefined;
    }
  }

  /**
   * @param {string} topic
   * @param {(id: number) => T} resolve asked for each id, in an instance that knows it
   * @returns {T[]} what that gives for the ids of who gets it, in delivery order
   * @throws {TopicError}
   * @template T
   */
  match(topic, resolve) {
    assertString('topic', topic);
    let count;
    try {
      count = this.#match(topic);
    } catch {
      count = this.#matchAgain(topic);
    }
    if (typeof count !== 'number') throw count;
    const core = engine();
    const first = core.plan();
    this.topicHash = core.topicHash();
    const { words } = core;
    /** @type {T[]} */
    const resolved = new Array(count);
    for (let i = 0; i < count; i++) resolved[i] = resolve(words[first + i]);
    return resolved;
  }

  /** What this router holds in WebAssembly. */
  stats() {
    if (this.#bound === undefined) return { nodes: 0, segments: 0, bytes: 0 };
    return attemptTwice(() => {
      const bound = this.#ready();
      return {
        nodes: bound.nodeCount(),
        segments: bound.segmentCount(),
        bytes: bound.bytes(),
      };
    });
  }

  /** Frees what this router holds. Used again, it starts empty. */
  free() {
    const bound = this.#bound;
    if (bound !== undefined && this.#engine === current) release(() => bound.delete());
    forgotten.unregister(this);
    this.#bound = undefined;
    this.#engine = undefined;
  }

  /**
   * @param {string | readonly string[]} pattern
   * @param {number} priority
   */
  #subscribe(pattern, priority) {
    const bound = this.#ready();
    return subscribe(bound, this.#address, pattern, priority);
  }

  // These are functions of their own because one with a closure in it is slower, even where the
  // closure is never made.

  /**
   * @param {string | readonly string[]} pattern
   * @param {number} priority
   */
  #subscribeAgain(pattern, priority) {
    return retry(() => this.#subscribe(pattern, priority));
  }

  /** @param {string} topic */
  #match(topic) {
    this.#ready();
    const core = engine();
    const count = core.glue._match(this.#address, core.write(topic));
    return count < 0 ? core.error('topic', topic, count) : count;
  }

  /** @param {string} topic */
  #matchAgain(topic) {
    return retry(() => this.#match(topic));
  }

  /** The router in the instance in use, with everything subscribed that should be. */
  #ready() {
    if (this.#bound !== undefined && this.#engine === current) return this.#bound;
    const latest = engine();
    const bound = new latest.Router();
    const address = bound.address();
    this.#replay((pattern, priority) => {
      // It was accepted before, so this is an id.
      return /** @type {number} */ (subscribe(bound, address, pattern, priority));
    });
    forgotten.unregister(this);
    forgotten.register(this, { core: latest, bound }, this);
    this.#engine = latest;
    this.#bound = bound;
    this.#address = address;
    return bound;
  }
}
