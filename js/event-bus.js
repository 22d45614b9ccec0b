// The bus: what its callers see. It checks what they pass in, and leaves the rest to others: who
// gets a topic to registry.js and the core, plans of recurring topics to plan-cache.js, the calls to
// dispatcher.js. What may be relied on is written at the declarations in index.d.ts.

import {
  checkBoolean,
  checkBuffer,
  checkChoice,
  checkConcurrency,
  checkFunction,
  checkInteger,
  checkOnError,
  checkOptionalFunction,
  checkOptions,
  checkPattern,
  checkSignal,
  checkTimeout,
} from './arguments.js';
import { matches } from './core.js';
import { Dispatcher } from './dispatcher.js';
import { argumentTypeError, BusClosedError, quote } from './errors.js';
import { EventIterator, IteratorBuffer } from './event-iterator.js';
import { Mailbox } from './mailbox.js';
import { PlanCache } from './plan-cache.js';
import { Registry } from './registry.js';
import { Signals } from './signals.js';
import { NO_TERMS, Subscription, Terms, unsubscribed } from './subscription.js';
import { wait } from './waiting.js';

/**
 * @typedef {import('./subscription.js').Ending} Ending
 * @typedef {import('./subscription.js').Handler} Handler
 * @typedef {import('./subscription.js').OnError} OnError
 * @typedef {import('./subscription.js').Where} Where
 * @typedef {import('./event-iterator.js').Published} Published
 */

const DEFAULT_MAX_DEPTH = 64;

/** Of a once that asks for nothing else. */
const ONCE = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ termsOf({ once: true }));

/** For those that are called by no one: deliveries go to their mailbox. */
const noHandler = () => {};

const closed = () => ({ aborted: false, reason: new BusClosedError() });

/** @param {Record<string, unknown>} given options */
function termsOf({ once, where, onError, timeoutMs }) {
  const terms = new Terms();
  terms.once = checkBoolean('once', once, false);
  terms.where = /** @type {Where | undefined} */ (checkOptionalFunction('where', where));
  terms.onError = checkOnError(onError);
  terms.timeoutMs = checkTimeout(timeoutMs);
  return terms;
}

export class EventBus {
  #registry = new Registry();
  #plans = new PlanCache(
    (topic) => this.#match(topic),
    () => this.#registry.topicHash,
  );
  #signals = new Signals();
  #dispatcher;
  #closed = false;

  /** @param {unknown} [options] */
  constructor(options) {
    const { onError, order, maxDepth } = checkOptions(options);
    this.#dispatcher = new Dispatcher({
      onError: /** @type {OnError | undefined} */ (checkOptionalFunction('onError', onError)),
      order: checkChoice('order', order, ['nested', 'fifo'], 'nested'),
      maxDepth: checkInteger('maxDepth', maxDepth, DEFAULT_MAX_DEPTH, 1),
    });
  }

  /**
   * @param {string} pattern
   * @param {string} topic
   */
  static matches(pattern, topic) {
    return matches(pattern, topic);
  }

  get size() {
    return this.#registry.size;
  }

  subscriptions() {
    return this.#registry.list();
  }

  /** @param {string} topic */
  matching(topic) {
    return [...this.#plans.find(topic)];
  }

  stats() {
    const { published, delivered, errors, dropped, activity } = this.#dispatcher;
    const { nodes, segments, bytes } = this.#registry.stats();
    return {
      published,
      delivered,
      errors,
      dropped,
      unfinished: activity.count,
      subscriptions: this.#registry.size,
      cachedTopics: this.#plans.size,
      coreNodes: nodes,
      coreSegments: segments,
      coreBytes: bytes,
    };
  }

  /**
   * @param {string | readonly string[]} pattern
   * @param {Handler} handler
   * @param {unknown} [options]
   * @returns {Subscription}
   */
  subscribe(pattern, handler, options) {
    return this.#subscribe(pattern, handler, options, false);
  }

  /**
   * @param {string | readonly string[]} pattern
   * @param {Handler | unknown} [handler] none, but options, to wait for the event
   * @param {unknown} [options]
   * @returns {Subscription | Promise<Published>}
   */
  once(pattern, handler, options) {
    // With options behind it, it was meant to be a handler.
    if (typeof handler !== 'function' && options === undefined)
      return this.#waitFor(pattern, handler);
    return this.#subscribe(pattern, /** @type {Handler} */ (handler), options, true);
  }

  /**
   * @param {string | readonly string[]} pattern
   * @param {unknown} [options]
   * @returns {EventIterator}
   */
  events(pattern, options) {
    this.#assertOpen();
    const given = checkOptions(options);
    const buffer = checkBuffer(given, 'drop-oldest');
    const signal = checkSignal(given.signal);
    const terms = new Terms();
    const subscription = this.#subscriptionTo(pattern, noHandler, 0, terms);
    const mailbox = new IteratorBuffer(subscription, buffer, this.#dispatcher);
    terms.mailbox = mailbox;
    terms.onEnd = (ending) => mailbox.end(ending());
    this.#add(subscription, signal, true);
    return new EventIterator(mailbox, () => this.#remove(subscription, unsubscribed));
  }

  /**
   * @param {string} topic
   * @param {unknown} [event]
   * @returns {unknown} here the number of handlers that got the event; in AsyncEventBus, a promise
   */
  publish(topic, event) {
    return this.#dispatcher.publish(this.#plans.find(topic), topic, event);
  }

  /**
   * @param {string} topic
   * @param {unknown} [event]
   * @param {unknown} [options]
   * @returns {Promise<number>}
   */
  publishAsync(topic, event, options) {
    try {
      const given = checkOptions(options);
      const serial = checkBoolean('serial', given.serial, false);
      const signal = checkSignal(given.signal);
      const subscriptions = this.#plans.find(topic);
      if (signal?.aborted) return Promise.reject(signal.reason);
      const gathering = this.#dispatcher.gather(topic);
      if (signal !== undefined) {
        // Before the handlers are called, for one of them may abort it.
        const abort = (/** @type {unknown} */ reason) => gathering.abandon(reason);
        gathering.whenOver(this.#signals.watch(signal, { abort }, true));
      }
      this.#dispatcher.publishAsync(subscriptions, topic, event, gathering, serial);
      return gathering.result();
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * @param {unknown} [options]
   * @returns {Promise<void>}
   */
  async idle(options) {
    const { signal, timeoutMs } = checkOptions(options);
    const limits = { signal: checkSignal(signal), timeoutMs: checkTimeout(timeoutMs) };
    if (limits.signal?.aborted) throw limits.signal.reason; // also if it is idle
    return wait(limits, this.#signals, 'The bus did not become idle', (resolve) =>
      this.#dispatcher.activity.onIdle(() => resolve(undefined)),
    );
  }

  clear() {
    this.#clear(unsubscribed);
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#clear(closed);
  }

  [Symbol.dispose]() {
    this.close();
  }

  #assertOpen() {
    if (this.#closed) throw new BusClosedError();
  }

  /** @param {string} topic */
  #match(topic) {
    this.#assertOpen(); // here, for a closed bus remembers no plan
    return this.#registry.match(topic);
  }

  /**
   * @param {unknown} pattern
   * @param {Handler} handler
   * @param {unknown} options
   * @param {boolean} once
   */
  #subscribe(pattern, handler, options, once) {
    this.#assertOpen();
    checkFunction('handler', handler);
    if (options === undefined) {
      const subscription = this.#subscriptionTo(pattern, handler, 0, once ? ONCE : NO_TERMS);
      this.#add(subscription, undefined, false);
      return subscription;
    }
    const given = checkOptions(options);
    const priority = checkInteger('priority', given.priority, 0);
    const concurrency = checkConcurrency(given.concurrency);
    const buffer = checkBuffer(given, 'error');
    const signal = checkSignal(given.signal);
    const terms = termsOf(given);
    if (once) terms.once = true;
    const subscription = this.#subscriptionTo(pattern, handler, priority, terms);
    // A once has a single delivery, so nothing ever waits for it.
    if (concurrency !== Number.POSITIVE_INFINITY && !terms.once) {
      const mailbox = new Mailbox(subscription, { ...buffer, concurrency }, this.#dispatcher);
      terms.mailbox = mailbox;
      terms.onEnd = () => mailbox.close();
    }
    this.#add(subscription, signal, false);
    return subscription;
  }

  /**
   * @param {unknown} pattern
   * @param {Handler} handler
   * @param {number} priority
   * @param {Terms} terms
   */
  #subscriptionTo(pattern, handler, priority, terms) {
    return new Subscription(checkPattern(pattern), handler, priority, terms, this.#remove);
  }

  /**
   * @param {unknown} pattern
   * @param {unknown} options
   * @returns {Promise<Published>}
   */
  async #waitFor(pattern, options) {
    this.#assertOpen();
    if (options === null || (typeof options !== 'object' && options !== undefined)) {
      throw argumentTypeError('handler', 'must be a function, or options to wait', options);
    }
    const { where, signal, timeoutMs } = checkOptions(options);
    const limits = { signal: checkSignal(signal), timeoutMs: checkTimeout(timeoutMs) };
    const awaited = checkPattern(pattern);
    const failure = `No event of ${[awaited].flat().map(quote).join(' or ')} came`;
    return wait(limits, this.#signals, failure, (resolve, reject) => {
      /** @type {Handler} */
      const handler = (topic, event) => resolve({ topic, event });
      const terms = termsOf({ where, once: true });
      terms.onEnd = (ending) => reject(ending().reason);
      const subscription = this.#subscriptionTo(awaited, handler, 0, terms);
      this.#add(subscription, undefined, false);
      return () => this.#remove(subscription);
    });
  }

  /**
   * @param {Subscription} subscription
   * @param {AbortSignal | undefined} signal
   * @param {boolean} waits whether a caller waits for its end
   */
  #add(subscription, signal, waits) {
    const plan = this.#plans.touch(subscription.pattern); // first: if it fails, nothing has happened
    this.#registry.add(subscription);
    if (plan !== undefined) this.#plans.add(plan, subscription);
    if (signal === undefined) return;
    /** @param {unknown} reason */
    const abort = (reason) => this.#remove(subscription, () => ({ aborted: true, reason }));
    if (signal.aborted) abort(signal.reason);
    else Subscription.termsOf(subscription).unwatch = this.#signals.watch(signal, { abort }, waits);
  }

  /**
   * @param {Subscription} subscription
   * @param {() => Ending} [ending] why; without it, a once was used up
   * @returns {boolean} whether it was live
   */
  #remove = (subscription, ending) => {
    if (Subscription.handlerOf(subscription) === null) return false;
    const plan = this.#plans.touch(subscription.pattern);
    this.#registry.remove(subscription);
    if (plan !== undefined) this.#plans.remove(plan, subscription);
    this.#end(subscription, ending);
    return true;
  };

  /** @param {() => Ending} ending */
  #clear(ending) {
    const everyone = this.#registry.clear();
    this.#plans.clear();
    // First all, then their ends: whoever hears of one finds nobody left.
    for (const subscription of everyone) this.#end(subscription, ending);
  }

  /**
   * @param {Subscription} subscription which is in the registry no more
   * @param {(() => Ending) | undefined} ending
   */
  #end(subscription, ending) {
    const terms = Subscription.termsOf(subscription);
    if (terms === NO_TERMS || terms === ONCE) return; // nothing to let go of
    const { onEnd } = terms;
    terms.unwatch?.();
    terms.unwatch = undefined;
    this.#dispatcher.depart(subscription);
    if (ending !== undefined) onEnd?.(ending);
  }
}
