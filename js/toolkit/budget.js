// What an agent may use up. The accounts are in the engine, in src/toolkit/budget.h; here they meet
// the bus: a call that does not fit is refused by an exception out of the very publish that announced
// it.

import { checkChoice, checkOptionalFunction, checkOptions } from '../arguments.js';
import { argumentTypeError } from '../errors.js';
import { BudgetExceededError } from './budget-error.js';
import { EngineObject } from './core.js';
import { report } from './feed.js';
import { checkPartOptions } from './part-options.js';
import { setPrices } from './prices.js';
import { publishAside } from './publishing.js';
import { serialize } from './serialize.js';
import { estimateTokens } from './token-estimate.js';
import { CALL_ENDS, CALL_STARTS, RUN_ENDS } from './vocabulary.js';

/**
 * @typedef {import('./feed.js').Bus} Bus
 *
 * @typedef {object} Verdict what the engine made of an event, or a reservation
 * @property {number} id of the reservation; 0: none
 * @property {{ topic: string, event: object }[]} events to publish
 * @property {ConstructorParameters<typeof BudgetExceededError>[0] | null} refusal
 * @property {string} problem what is wrong with the input; '': nothing
 */

/** Behind the feed, so that a log has a call before what the budget says of it. */
const PRIORITY = 2 ** 31 - 2;
const DEFAULT_WARN_AT = 0.8;
const PUBLISHED = /** @type {const} */ (['all', 'warnings', 'nothing']);
const WARNINGS = new Set(['budget.warning', 'budget.exceeded']);

const AXES = ['tokens', 'usd', 'calls'];
const OPTIONS = [
  ...[...AXES, 'perAgent', 'perRun', 'perTool'],
  ...['warnAt', 'prices', 'estimate', 'publish', 'onError'],
];
/** What a reservation by hand may have. */
const RESERVED = [...AXES, 'agent', 'runId', 'tool'];

/** What the engine reads of an event. */
const READ = [
  ...['callId', 'runId', 'agent', 'tool', 'model', 'name'],
  ...['tokensEstimate', 'maxTokens', 'costEstimateUsd', 'costUsd'],
];

/**
 * @param {Bus} bus
 * @param {unknown} options
 */
export function budget(bus, options) {
  return new Budget(bus, options);
}

class Budget {
  #bus;
  #engine;
  #publishes;
  #estimate;
  #part;
  #subscriptions;

  /**
   * @param {Bus} bus
   * @param {unknown} options
   */
  constructor(bus, options) {
    if (typeof bus?.subscribe !== 'function') {
      throw argumentTypeError('bus', 'must be an EventBus', bus);
    }
    const given = /** @type {any} */ (checkOptions(options));
    checkNames('options', given, OPTIONS);
    this.#bus = bus;
    this.#publishes = checkChoice('publish', given.publish, PUBLISHED, 'all');
    this.#estimate = checkOptionalFunction('estimate', given.estimate);
    this.#part = { onError: checkPartOptions(given).onError };
    this.#engine = new EngineObject('Budget', checkWarnAt(given.warnAt));
    setPrices(this.#engine, given.prices);
    this.#setLimits(given);
    const own = { priority: PRIORITY };
    this.#subscriptions = [
      bus.subscribe(CALL_STARTS, this.#onStart, { ...own, onError: 'throw' }),
      bus.subscribe([...CALL_ENDS, ...RUN_ENDS], this.#onEnd, {
        ...own,
        onError: (/** @type {unknown} */ error) => report(this.#part, error),
      }),
    ];
  }

  status() {
    this.#engine.call('status');
    return JSON.parse(this.#engine.text());
  }

  /** @param {unknown} amounts */
  reserve(amounts) {
    const json = checkAmounts('amounts', amounts, RESERVED);
    const verdict = this.#verdict('amounts', json, 'reserve', json);
    this.#publish(verdict);
    if (verdict.refusal !== null) throw new BudgetExceededError(verdict.refusal);
    return new Reservation((actual) => {
      const settled =
        actual === undefined
          ? this.#verdict('actual', '', 'release', verdict.id)
          : this.#verdict('actual', actual, 'commit', verdict.id, actual);
      this.#publish(settled);
    });
  }

  reset() {
    this.#engine.call('reset');
  }

  detach() {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
  }

  [Symbol.dispose]() {
    this.detach();
  }

  /** @param {any} given */
  #setLimits({ tokens, usd, calls, perAgent, perRun, perTool }) {
    const total = { tokens, usd, calls };
    if (Object.values(total).some((limit) => limit !== undefined)) {
      this.#limit('options', total, 'limitTotal');
    }
    if (perAgent !== undefined) this.#limit('perAgent', perAgent, 'limitEachAgent');
    if (perRun !== undefined) this.#limit('perRun', perRun, 'limitEachRun');
    if (perTool === undefined) return;
    for (const [tool, limits] of Object.entries(checkObject('perTool', perTool))) {
      this.#limit(`perTool.${tool}`, limits, 'limitTool', tool);
    }
  }

  /**
   * @param {string} name of the limits, as the documentation writes it
   * @param {unknown} limits
   * @param {string} method
   * @param {...string} whose
   */
  #limit(name, limits, method, ...whose) {
    const json = checkAmounts(name, limits);
    if (this.#engine.call(method, ...whose, json) === 0) return;
    throw amountError(name, json, this.#engine.text());
  }

  /**
   * @param {string} topic
   * @param {any} event
   */
  #onStart = (topic, event) => {
    const read = this.#read(event);
    if (topic === 'model.request') this.#addEstimate(topic, event, read);
    const verdict = this.#observe(topic, read);
    if (verdict === undefined) return;
    this.#publish(verdict);
    if (verdict.refusal === null) return;
    throw new BudgetExceededError(verdict.refusal, String(read.tool ?? read.model ?? topic));
  };

  /**
   * @param {string} topic
   * @param {any} event
   */
  #onEnd = (topic, event) => {
    const read = this.#read(event);
    const verdict = this.#observe(topic, read, readMember(event, 'usage'));
    if (verdict !== undefined) this.#publish(verdict);
  };

  /**
   * @param {string} topic
   * @param {Record<string, unknown>} read
   * @param {unknown} [usage]
   * @returns {Verdict | undefined} undefined: nothing is to be done
   */
  #observe(topic, read, usage) {
    const json = serialize(usage === undefined ? read : { ...read, usage });
    if (this.#engine.call('observe', topic, json) === 0) return undefined;
    return JSON.parse(this.#engine.text());
  }

  /**
   * The members that count, so that a large payload costs nothing here.
   *
   * @param {unknown} event
   */
  #read(event) {
    /** @type {Record<string, unknown>} */
    const read = {};
    for (const key of READ) {
      const value = readMember(event, key);
      if (typeof value === 'string' || typeof value === 'number') read[key] = value;
    }
    return read;
  }

  /**
   * @param {string} topic
   * @param {unknown} event
   * @param {Record<string, unknown>} read gets tokensEstimate, where the event has none
   */
  #addEstimate(topic, event, read) {
    if (this.#estimate !== undefined) {
      try {
        const { tokens, usd } = this.#estimate(topic, event) ?? {};
        if (tokens !== undefined) Object.assign(read, { tokensEstimate: tokens, maxTokens: 0 });
        if (usd !== undefined) read.costEstimateUsd = usd;
      } catch (error) {
        report(this.#part, error);
      }
    }
    read.tokensEstimate ??= estimateTokens(readMember(event, 'messages'));
  }

  /**
   * @param {string} name of the amounts, as the documentation writes it
   * @param {string} json the amounts
   * @param {string} method
   * @param {...(string | number)} args
   * @returns {Verdict}
   */
  #verdict(name, json, method, ...args) {
    this.#engine.call(method, ...args);
    const verdict = JSON.parse(this.#engine.text());
    if (verdict.problem !== '') throw amountError(name, json, verdict.problem);
    return verdict;
  }

  /** @param {Verdict} verdict */
  #publish({ events }) {
    if (this.#publishes === 'nothing') return;
    for (const { topic, event } of events) {
      if (this.#publishes === 'warnings' && !WARNINGS.has(topic)) continue;
      publishAside(this.#bus, topic, event);
    }
  }
}

/** What was reserved without an event. */
class Reservation {
  /** @type {((actual: string | undefined) => void) | undefined} */
  #settle;

  /** @param {(actual: string | undefined) => void} settle commits; releases what is undefined */
  constructor(settle) {
    this.#settle = settle;
  }

  get open() {
    return this.#settle !== undefined;
  }

  /** @param {unknown} [actual] */
  commit(actual = {}) {
    const json = checkAmounts('actual', actual);
    const settle = this.#settle;
    settle?.(json); // throws if something is wrong with it: then it is still open
    this.#settle = undefined;
    return settle !== undefined;
  }

  release() {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(undefined);
    return settle !== undefined;
  }

  [Symbol.dispose]() {
    this.release();
  }
}

/**
 * @param {unknown} event
 * @param {string} key
 * @returns {unknown} undefined where it cannot be read
 */
function readMember(event, key) {
  try {
    return /** @type {Record<string, unknown> | undefined} */ (event)?.[key];
  } catch {
    return undefined;
  }
}

/** @param {unknown} value */
function checkWarnAt(value) {
  if (value === undefined) return DEFAULT_WARN_AT;
  if (typeof value === 'number' && value > 0 && value <= 1) return value;
  throw argumentTypeError('warnAt', 'must be a number above 0 and at most 1', value);
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function checkObject(name, value) {
  if (typeof value === 'object' && value !== null) return value;
  throw argumentTypeError(name, 'must be an object', value);
}

/**
 * A limit whose name is misspelt would be none. So here, unlike elsewhere, names that are not known are
 * refused.
 *
 * @param {string} name
 * @param {object} value
 * @param {readonly string[]} known
 */
function checkNames(name, value, known) {
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined || known.includes(key)) continue;
    throw argumentTypeError(name, `may have ${known.join(', ')}`, key);
  }
}

/**
 * Amounts as JSON. Whether a number fits is for the engine to say; here they are numbers at all.
 *
 * @param {string} name
 * @param {unknown} value
 * @param {readonly string[]} [known]
 */
function checkAmounts(name, value, known = AXES) {
  const amounts = checkObject(name, value);
  checkNames(name, amounts, known);
  for (const [key, amount] of Object.entries(amounts)) {
    if (!AXES.includes(key) || amount === undefined) continue;
    const isText = key === 'usd' && typeof amount === 'string';
    if (isText || (typeof amount === 'number' && Number.isFinite(amount))) continue;
    throw argumentTypeError(`${name}.${key}`, 'must be a finite number', amount);
  }
  return serialize(value);
}

/**
 * @param {string} name of the amounts
 * @param {string} json the amounts
 * @param {string} clause what one of them must be
 */
function amountError(name, json, clause) {
  const error = new RangeError(`An amount in ${name} ${json} ${clause}`);
  return Object.assign(error, { code: 'ERR_INVALID_ARGUMENT' });
}
