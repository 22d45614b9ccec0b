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
  checkOptionalFunction,
  checkOptions,
  checkPattern,
  checkSignal,
  checkTimeout,
} from './arguments.js';
import { matches } from './core.js';
import { Dispatcher } from './dispatcher.js';
import { argumentTypeError, BusClosedError, quote, UnsubscribedError } from './errors.js';
import { EventIterator, IteratorBuffer } from './event-iterator.js';
import { Mailbox } from './mailbox.js';
import { PlanCache } from './plan-cache.js';
import { Registry } from './registry.js';
import { Signals } from './signals.js';
import { Subscriber } from './subscription.js';
import { wait } from './waiting.js';

/**
 * @typedef {import('./subscription.js').Ending} Ending
 * @typedef {import('./subscription.js').Handler} Handler
 * @typedef {import('./subscription.js').OnError} OnError
 * @typedef {import('./subscription.js').Subscription} Subscription
 * @typedef {import('./subscription.js').Where} Where
 * @typedef {import('./event-iterator.js').Published} Published
 */

const DEFAULT_MAX_DEPTH = 64;

/** For those that are called by no one: deliveries go to their mailbox. */
const noHandler = () => {};

// Made when they are needed, for an error is costly.
const unsubscribed = () => ({ aborted: false, reason: new UnsubscribedError() });
const closed = () => ({ aborted: false, reason: new BusClosedError() });

export class EventBus {
  #registry = new Registry();
  #plans = new PlanCache((topic) => this.#registry.match(topic));
  #signals = new Signals();
  #dispatcher;
  #closed = false;

  /** @param {unknown} [options] */
  constructor(options) {
    const { onError, order, maxDepth } = checkOptions(options);
    this.#dispatcher = new Dispatcher(
      {
        onError: /** @type {OnError | undefined} */ (checkOptionalFunction('onError', onError)),
        order: checkChoice('order', order, ['nested', 'fifo'], 'nested'),
        maxDepth: checkInteger('maxDepth', maxDepth, DEFAULT_MAX_DEPTH, 1),
      },
      (subscriber) => this.#remove(subscriber),
    );
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
    return this.#registry.list().map(({ subscription }) => subscription);
  }

  /** @param {string} topic */
  matching(topic) {
    return this.#find(topic).map(({ subscription }) => subscription);
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
    this.#assertOpen();
    checkFunction('handler', handler);
    const given = checkOptions(options);
    const once = checkBoolean('once', given.once, false);
    const concurrency = checkConcurrency(given.concurrency);
    const buffer = checkBuffer(given, 'error');
    const signal = checkSignal(given.signal);
    const subscriber = this.#subscriber(pattern, handler, { ...given, once });
    // A once has a single delivery, so nothing ever waits for it.
    if (concurrency !== Number.POSITIVE_INFINITY && !once) {
      const mailbox = new Mailbox(subscriber, { ...buffer, concurrency }, this.#dispatcher);
      subscriber.mailbox = mailbox;
      subscriber.onEnd = () => mailbox.close();
    }
    this.#add(subscriber, signal, false);
    return subscriber.subscription;
  }

  /**
   * @param {string | readonly string[]} pattern
   * @param {Handler | unknown} [handler] none, but options, to wait for the event
   * @param {unknown} [options]
   * @returns {Subscription | Promise<Published>}
   */
  once(pattern, handler, options) {
    if (typeof handler !== 'function') return this.#waitFor(pattern, handler);
    const once = { ...checkOptions(options), once: true };
    return this.subscribe(pattern, /** @type {Handler} */ (handler), once);
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
    const subscriber = this.#subscriber(pattern, noHandler, {});
    const mailbox = new IteratorBuffer(subscriber, buffer, this.#dispatcher);
    subscriber.mailbox = mailbox;
    subscriber.onEnd = (ending) => mailbox.end(ending());
    this.#add(subscriber, signal, true);
    return new EventIterator(mailbox, () => this.#remove(subscriber, unsubscribed));
  }

  /**
   * @param {string} topic
   * @param {unknown} [event]
   * @returns {unknown} here the number of handlers that got the event; in AsyncEventBus, a promise
   */
  publish(topic, event) {
    return this.#dispatcher.publish(this.#find(topic), topic, event);
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
      const subscribers = this.#find(topic);
      if (signal?.aborted) return Promise.reject(signal.reason);
      const gathering = this.#dispatcher.gather(topic);
      const result = gathering.result();
      if (signal !== undefined) {
        // Before the handlers are called, for one of them may abort it.
        const abort = (/** @type {unknown} */ reason) => gathering.abandon(reason);
        gathering.whenOver(this.#signals.watch(signal, { abort }, true));
      }
      this.#dispatcher.publishAsync(subscribers, topic, event, gathering, serial);
      return result;
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
  #find(topic) {
    this.#assertOpen();
    return this.#plans.find(topic);
  }

  /**
   * @param {unknown} pattern
   * @param {Handler} handler
   * @param {Record<string, unknown>} options
   */
  #subscriber(pattern, handler, { priority, once, where, onError, timeoutMs }) {
    return new Subscriber(
      checkPattern(pattern),
      handler,
      {
        priority: checkInteger('priority', priority, 0),
        once: once === true,
        where: /** @type {Where | undefined} */ (checkOptionalFunction('where', where)),
        onError: /** @type {OnError | undefined} */ (checkOptionalFunction('onError', onError)),
        timeoutMs: checkTimeout(timeoutMs),
      },
      this.#unsubscribe,
    );
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
    const failure = `No event of ${quote(pattern)} came`;
    return wait(limits, this.#signals, failure, (resolve, reject) => {
      /** @type {Handler} */
      const handler = (topic, event) => resolve({ topic, event });
      const subscriber = this.#subscriber(pattern, handler, { where, once: true });
      subscriber.onEnd = (ending) => reject(ending().reason);
      this.#add(subscriber, undefined, false);
      return () => this.#remove(subscriber);
    });
  }

  /**
   * @param {Subscriber} subscriber
   * @param {AbortSignal | undefined} signal
   * @param {boolean} waits whether a caller waits for its end
   */
  #add(subscriber, signal, waits) {
    this.#plans.touch(subscriber.pattern); // first, for should it fail, nothing has happened
    this.#registry.add(subscriber);
    if (signal === undefined) return;
    /** @param {unknown} reason */
    const abort = (reason) => this.#remove(subscriber, () => ({ aborted: true, reason }));
    if (signal.aborted) abort(signal.reason);
    else subscriber.unwatch = this.#signals.watch(signal, { abort }, waits);
  }

  /** @param {Subscriber} subscriber */
  #unsubscribe = (subscriber) => this.#remove(subscriber, unsubscribed);

  /**
   * @param {Subscriber} subscriber
   * @param {() => Ending} [ending] why; without it, a once was used up
   * @returns {boolean} whether it was live
   */
  #remove(subscriber, ending) {
    if (subscriber.handler === null) return false;
    this.#plans.touch(subscriber.pattern);
    this.#registry.remove(subscriber);
    this.#end(subscriber, ending);
    return true;
  }

  /** @param {() => Ending} ending */
  #clear(ending) {
    const everyone = this.#registry.clear();
    this.#plans.clear();
    // First all, then their ends: whoever hears of one finds nobody left.
    for (const subscriber of everyone) this.#end(subscriber, ending);
  }

  /**
   * @param {Subscriber} subscriber which is in the registry no more
   * @param {(() => Ending) | undefined} ending
   */
  #end(subscriber, ending) {
    const { onEnd } = subscriber;
    subscriber.unwatch?.();
    subscriber.unwatch = undefined;
    this.#dispatcher.depart(subscriber);
    if (ending !== undefined) onEnd?.(ending);
  }
}
