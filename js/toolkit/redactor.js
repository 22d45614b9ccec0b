// Removes secrets, before anything is stored or leaves. The engine (src/toolkit/redactor.h) knows
// what a secret is; here is what an object is (redact-value.js), and what to do when the engine fails:
// then the result is a marker, never the input.

import { checkOptions } from '../arguments.js';
import { argumentRangeError, argumentTypeError, isArray } from '../errors.js';
import { callEngine, EngineObject, engineText } from './core.js';
import { redactValue } from './redact-value.js';

/** Of what could not be redacted. */
const FAILED = '[REDACTED:failed]';
/** kMinLiteralLength of src/toolkit/redactor.h, in bytes of UTF-8. */
const MIN_LITERAL = 6;
/** A shorter value of an environment variable may be a word. */
const MIN_ENV_VALUE = 8;
/** How many names are remembered, and how long they may be. */
const MAX_NAMES = 4_096;
const MAX_NAME_LENGTH = 128;

/**
 * What the name of a field says.
 *
 * @typedef {object} Name
 * @property {number} minLength from which on a string of this name is a secret; -1 if none is
 * @property {string} clean the name itself, redacted
 */

export class Redactor {
  #names;
  #keep;
  #literals;
  #env;
  /** @type {EngineObject | undefined} */
  #engine;
  /** @type {Map<string, Name>} */
  #known = new Map();
  /** The JSON that was redacted last: several parts may ask for the same event. */
  #lastJson = '';
  #lastResult = '';

  /** @param {unknown} [options] */
  constructor(options) {
    const { names, keep, literals, env } = /** @type {any} */ (checkOptions(options));
    this.#names = checkStrings('names', names);
    this.#keep = checkStrings('keep', keep);
    this.#literals = checkStrings('literals', literals);
    for (const [i, literal] of this.#literals.entries()) {
      if (new TextEncoder().encode(literal).length < MIN_LITERAL) {
        const rule = `must have at least ${MIN_LITERAL} bytes, for it is taken out wherever it stands`;
        throw argumentRangeError(`literals[${i}]`, rule, literal.replace(/./gsu, '•'));
      }
    }
    this.#env = checkEnv(env);
  }

  /**
   * @template T
   * @param {T} value
   * @returns {T}
   */
  value(value) {
    try {
      return redactValue(value, this);
    } catch {
      return /** @type {T} */ (FAILED);
    }
  }

  /** @param {string} text */
  text(text) {
    if (typeof text !== 'string') throw argumentTypeError('text', 'must be a string', text);
    return this.#run('text', text, FAILED);
  }

  /** @param {string} json */
  json(json) {
    if (typeof json !== 'string') throw argumentTypeError('json', 'must be a string', json);
    if (json === this.#lastJson) return this.#lastResult;
    const result = this.#run('json', json, `"${FAILED}"`);
    this.#lastJson = json;
    this.#lastResult = result;
    return result;
  }

  stream() {
    return new RedactionStream(() => this.#alive());
  }

  counts() {
    /** @type {Record<string, number>} */
    const counts = {};
    const engine = this.#alive();
    const kinds = callEngine('Redactor', 'kinds');
    for (let kind = 0; kind < kinds; kind++) {
      const count = engine.call('count', kind);
      callEngine('Redactor', 'kindName', kind);
      if (count > 0) counts[engineText()] = count;
    }
    return counts;
  }

  /**
   * What a name says; for redact-value.js.
   *
   * @param {string} name
   * @returns {Name}
   */
  nameOf(name) {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const engine = this.#alive();
    const rule = { minLength: engine.call('minLength', name), clean: this.text(name) };
    if (name.length <= MAX_NAME_LENGTH) {
      if (this.#known.size >= MAX_NAMES) this.#known.clear();
      this.#known.set(name, rule);
    }
    return rule;
  }

  /** Counts a secret that was removed because of its name; for redact-value.js. */
  countField() {
    this.#alive().call('countField');
  }

  /**
   * @param {'text' | 'json'} method
   * @param {string} text
   * @param {string} otherwise
   */
  #run(method, text, otherwise) {
    try {
      const engine = this.#alive();
      return engine.call(method, text) === 0 ? text : engine.text();
    } catch {
      this.#engine = undefined; // a new one may do
      return otherwise;
    }
  }

  /** The engine, made when first needed, and again when another part made it fail. */
  #alive() {
    if (this.#engine?.alive) return this.#engine;
    const engine = new EngineObject('Redactor');
    for (const name of this.#names) engine.call('addName', name);
    for (const name of this.#keep) engine.call('keepName', name);
    for (const literal of this.#literals) engine.call('addLiteral', literal);
    for (const [name, value] of this.#env) {
      const minLength = engine.call('minLength', name);
      if (minLength >= 0 && value.length >= minLength) engine.call('addLiteral', value);
    }
    this.#engine = engine;
    return engine;
  }
}

/** One text in pieces. */
export class RedactionStream {
  #engineOf;
  /** @type {EngineObject | undefined} */
  #redactor;
  /** @type {EngineObject | undefined} */
  #stream;
  #failed = false;
  /** The first half of a surrogate pair, whose second has not come yet. */
  #half = '';

  /** @param {() => EngineObject} engineOf what makes the engine of the redactor */
  constructor(engineOf) {
    this.#engineOf = engineOf;
  }

  /** @param {string} piece */
  push(piece) {
    if (typeof piece !== 'string') throw argumentTypeError('piece', 'must be a string', piece);
    let text = this.#half + piece;
    const last = text.charCodeAt(text.length - 1);
    this.#half = last >= 0xd800 && last < 0xdc00 ? text.slice(-1) : '';
    if (this.#half !== '') text = text.slice(0, -1);
    return this.#call('push', text);
  }

  end() {
    const rest = this.#half === '' ? '' : this.#call('push', this.#half);
    this.#half = '';
    return rest + this.#call('end');
  }

  cut() {
    this.#half = '';
    this.#call('cut');
  }

  /**
   * @param {string} method
   * @param {...string} texts
   */
  #call(method, ...texts) {
    if (this.#failed) return '';
    try {
      if (this.#stream === undefined) {
        this.#redactor = this.#engineOf(); // which must live as long
        this.#stream = new EngineObject('RedactionStream', this.#redactor.call('address'));
      }
      this.#stream.call(method, ...texts);
      return method === 'cut' ? '' : this.#stream.text();
    } catch {
      this.#failed = true; // what it held back is lost, so where a secret ends is, too
      return FAILED;
    }
  }
}

/** @param {unknown} [options] */
export function createRedactor(options) {
  return new Redactor(options);
}

/** @type {Redactor | undefined} */
let common;

/**
 * @template T
 * @param {T} value
 * @param {unknown} [options]
 * @returns {T}
 */
export function redact(value, options) {
  return redactorOf(options).value(value);
}

/**
 * The redactor of a part that must have one: a redactor, its options, or nothing for the common one.
 *
 * @param {unknown} option
 * @returns {Redactor}
 */
export function redactorOf(option) {
  if (option instanceof Redactor) return option;
  if (option !== undefined && option !== true) return new Redactor(option);
  common ??= new Redactor();
  return common;
}

/**
 * The redactor of a part that may go without.
 *
 * @param {unknown} option
 * @returns {Redactor | undefined}
 */
export function optionalRedactorOf(option) {
  return option === undefined || option === false ? undefined : redactorOf(option);
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {string[]}
 */
function checkStrings(name, value) {
  if (value === undefined) return [];
  if (!isArray(value)) throw argumentTypeError(name, 'must be an array of strings', value);
  for (const [i, one] of value.entries()) {
    if (typeof one !== 'string' || one === '') {
      throw argumentTypeError(`${name}[${i}]`, 'must be a string that is not empty', one);
    }
  }
  return /** @type {string[]} */ ([...value]);
}

/**
 * The variables that may be secrets.
 *
 * @param {unknown} env
 * @returns {[string, string][]}
 */
function checkEnv(env) {
  if (env === false) return [];
  const { process } = /** @type {{ process?: { env?: object } }} */ (globalThis);
  const variables = env === undefined ? (process?.env ?? {}) : env;
  if (typeof variables !== 'object' || variables === null) {
    throw argumentTypeError('env', 'must be an object of strings, or false', env);
  }
  return Object.entries(variables).filter(
    (entry) => typeof entry[1] === 'string' && entry[1].length >= MIN_ENV_VALUE,
  );
}
