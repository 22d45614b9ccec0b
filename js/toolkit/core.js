// All calls into the WebAssembly of the toolkit, and all knowledge of its memory.
//
// The module is compiled at first use and instantiated once for all parts. When a call into it
// throws, its state can no longer be trusted: the instance is dropped, and with it what its parts
// kept there, which those who ask are told. The next part that is made gets a new one.
//
//   const log = new EngineObject('EventLog', 1 << 20);    // a class of src/bindings
//   log.call('append', seq, topic, line);                 // numbers, and texts by their length
//   log.call('query', '**', 0, 100, NEWLINE); log.text(); // what the call left in the output
//   log.free();
//   callEngine('Redactor', 'redact', text); engineText(); // a static method

import { compileWasm, createGlue } from '../generated/toolkit-module.js';
import { instantiate } from '../instantiate.js';
import { EngineFailedError } from './errors.js';

/**
 * @typedef {number | string | Uint8Array} Argument
 * @typedef {Record<string, (...args: number[]) => any> & { delete(): void }} Bound
 * @typedef {Record<string, (...args: number[]) => any> & (new (...args: number[]) => Bound)} BoundClass
 */

/** Longer texts are encoded on their own, as room for their worst case would be too much. */
const LONG = 1 << 16;
/** Shorter texts take less time in a loop here than the way to the encoder. */
const SHORT = 48;
/** No character takes more, for each unit of a string. */
const MAX_BYTES_PER_UNIT = 3;

const encoder = /* @__PURE__ */ new TextEncoder();
const decoder = /* @__PURE__ */ new TextDecoder();

/** @type {WebAssembly.Module | undefined} */
let compiled;

/** The instance in use, if any. @type {Instance | undefined} */
let current;

function compile() {
  compiled ??= compileWasm();
  return compiled;
}

/** One instance of the module, and the view of its memory. */
class Instance {
  /** @type {WebAssembly.Memory} */
  #memory;
  #bytes = new Uint8Array();

  constructor() {
    const { glue, memory } = instantiate(createGlue, compile);
    /** @type {Record<string, BoundClass>} */
    this.classes = glue;
    this.#memory = memory;
  }

  /**
   * Calls a method, with the texts among its arguments put into the input, and their lengths in
   * bytes passed in their places.
   *
   * @param {Bound | BoundClass} target
   * @param {string} method
   * @param {Argument[]} args which this changes
   */
  call(target, method, args) {
    let room = 0;
    for (let i = 0; i < args.length; i++) {
      let arg = args[i];
      if (typeof arg === 'number') continue;
      if (typeof arg === 'string' && arg.length > LONG) {
        arg = encoder.encode(arg);
        args[i] = arg;
      }
      room += typeof arg === 'string' ? MAX_BYTES_PER_UNIT * arg.length : arg.length;
    }
    if (room > 0) this.#put(args, room);
    return target[method](.../** @type {number[]} */ (args));
  }

  /**
   * @param {Argument[]} args
   * @param {number} room in bytes, for the texts among them
   */
  #put(args, room) {
    let at = this.classes.Memory.reserveInput(room);
    const bytes = this.#view();
    for (let i = 0; i < args.length; i++) {
      const arg = args[i];
      if (typeof arg === 'number') continue;
      let { length } = arg;
      if (typeof arg !== 'string') bytes.set(arg, at);
      else length = write(arg, bytes, at);
      args[i] = length;
      at += length;
    }
  }

  /** The output, decoded. */
  text() {
    const { Memory } = this.classes;
    const at = Memory.outputAddress();
    return decoder.decode(this.#view().subarray(at, at + Memory.outputBytes()));
  }

  #view() {
    if (this.#bytes.length === 0) this.#bytes = new Uint8Array(this.#memory.buffer); // it grew
    return this.#bytes;
  }
}

/**
 * Writes a text as UTF-8. A lone surrogate becomes U+FFFD.
 *
 * @param {string} text
 * @param {Uint8Array} bytes
 * @param {number} at
 * @returns {number} its length in bytes
 */
function write(text, bytes, at) {
  const { length } = text;
  if (length <= SHORT) {
    let i = 0;
    for (; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) break;
      bytes[at + i] = unit;
    }
    if (i === length) return length;
  }
  return encoder.encodeInto(text, bytes.subarray(at, at + MAX_BYTES_PER_UNIT * length)).written;
}

/** @returns {Instance} */
function instance() {
  current ??= new Instance();
  return current;
}

/**
 * @template T
 * @param {() => T} call
 * @throws {EngineFailedError}
 */
function guard(call) {
  try {
    return call();
  } catch (error) {
    current = undefined;
    throw new EngineFailedError(error);
  }
}

/** Frees what parts kept that nobody uses any more. */
const forgotten = /* @__PURE__ */ new FinalizationRegistry(
  /** @param {{ owner: Instance, bound: Bound }} held */
  ({ owner, bound }) => {
    if (owner === current) guard(() => bound.delete());
  },
);

/** An object in the engine. */
export class EngineObject {
  /** @type {Instance | undefined} */
  #owner;
  /** @type {Bound} */
  #bound;

  /**
   * @param {string} name of its class in src/bindings
   * @param {...number} args of its constructor
   * @throws {EngineFailedError}
   */
  constructor(name, ...args) {
    const [owner, bound] = guard(() => {
      const latest = instance();
      return [latest, new latest.classes[name](...args)];
    });
    this.#owner = owner;
    this.#bound = bound;
    forgotten.register(this, { owner, bound }, this);
  }

  /**
   * @param {string} method
   * @param {...Argument} args
   * @returns {number} what it returns
   * @throws {EngineFailedError}
   */
  call(method, ...args) {
    const owner = this.#alive();
    return guard(() => owner.call(this.#bound, method, args));
  }

  /** What the last call left in the output. */
  text() {
    const owner = this.#alive();
    return guard(() => owner.text());
  }

  /** False once the engine has failed, or this was freed. */
  get alive() {
    return this.#owner !== undefined && this.#owner === current;
  }

  /** Frees it. Calls throw from then on. Idempotent. */
  free() {
    const owner = this.#owner;
    this.#owner = undefined;
    forgotten.unregister(this);
    if (owner !== undefined && owner === current) guard(() => this.#bound.delete());
  }

  #alive() {
    if (this.#owner === undefined || this.#owner !== current) throw new EngineFailedError();
    return this.#owner;
  }
}

/**
 * Calls a static method of a class of src/bindings.
 *
 * @param {string} name of the class
 * @param {string} method
 * @param {...Argument} args
 * @returns {number} what it returns
 * @throws {EngineFailedError}
 */
export function callEngine(name, method, ...args) {
  return guard(() => instance().call(instance().classes[name], method, args));
}

/** What the last `callEngine` left in the output. */
export function engineText() {
  return guard(() => instance().text());
}
