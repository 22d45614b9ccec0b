// The bus: subscribing, and the loop that calls the handlers.
//
// The core says who gets a topic (registry.js, core.js), plans of recurring topics are remembered
// (plan-cache.js), and errors find their way in failures.js. What a caller may rely on is written at
// the declarations in index.d.ts.

import {
  checkBoolean,
  checkFunction,
  checkInteger,
  checkOptionalFunction,
  checkOptions,
  checkPattern,
} from './arguments.js';
import { matches } from './core.js';
import { BusClosedError, PublishDepthError } from './errors.js';
import { combine, report } from './failures.js';
import { Gathering } from './gathering.js';
import { PlanCache } from './plan-cache.js';
import { Registry } from './registry.js';
import { Subscriber } from './subscription.js';
import { asPromise } from './thenable.js';

/**
 * @typedef {import('./subscription.js').Handler} Handler
 * @typedef {import('./subscription.js').OnError} OnError
 * @typedef {import('./subscription.js').Subscription} Subscription
 */

const DEFAULT_MAX_DEPTH = 64;

export class EventBus {
  #registry = new Registry();
  #plans = new PlanCache((topic) => this.#registry.match(topic));
  #onError;
  #maxDepth;
  #closed = false;
  /** The topics of the publishes that are under way, the outermost first. @type {string[]} */
  #chain = [];
  /** Removed while a publish was under way that may still need their onError. @type {Subscriber[]} */
  #departed = [];

  /** @param {unknown} [options] */
  constructor(options) {
    const { onError, maxDepth } = checkOptions(options);
    this.#onError = /** @type {OnError | undefined} */ (checkOptionalFunction('onError', onError));
    this.#maxDepth = checkInteger('maxDepth', maxDepth, DEFAULT_MAX_DEPTH, 1);
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
    this.#assertOpen();
    return this.#plans.find(topic).map(({ subscription }) => subscription);
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
    const { priority, once, onError } = checkOptions(options);
    const subscriber = new Subscriber(
      checkPattern(pattern),
      handler,
      {
        priority: checkInteger('priority', priority, 0),
        once: checkBoolean('once', once, false),
        onError: checkOptionalFunction('onError', onError),
      },
      this.#remove,
    );
    this.#registry.add(subscriber);
    this.#plans.touch(subscriber.pattern);
    return subscriber.subscription;
  }

  /**
   * @param {string | readonly string[]} pattern
   * @param {Handler} handler
   * @param {unknown} [options]
   */
  once(pattern, handler, options) {
    return this.subscribe(pattern, handler, { ...checkOptions(options), once: true });
  }

  /**
   * @param {string} topic
   * @param {unknown} [event]
   * @returns {unknown} here the number of handlers that got the event; in AsyncEventBus, a promise
   */
  publish(topic, event) {
    return this.#deliver(this.#plan(topic), topic, event, undefined);
  }

  /**
   * @param {string} topic
   * @param {unknown} [event]
   * @returns {Promise<number>}
   */
  publishAsync(topic, event) {
    try {
      const gathering = new Gathering();
      return gathering.result(this.#deliver(this.#plan(topic), topic, event, gathering));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  clear() {
    for (const subscriber of this.#registry.clear()) this.#depart(subscriber);
    this.#plans.clear();
  }

  close() {
    this.#closed = true;
    this.clear();
  }

  [Symbol.dispose]() {
    this.close();
  }

  #assertOpen() {
    if (this.#closed) throw new BusClosedError();
  }

  /** @param {string} topic */
  #plan(topic) {
    this.#assertOpen();
    const subscribers = this.#plans.find(topic);
    if (this.#chain.length >= this.#maxDepth) {
      throw new PublishDepthError([...this.#chain, topic], this.#maxDepth);
    }
    return subscribers;
  }

  /**
   * Calls everyone. Errors that no onError takes go to `gathering`; without one, they are thrown
   * when everyone was called.
   *
   * @param {readonly Subscriber[]} subscribers
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @returns {number} how many handlers were called
   */
  #deliver(subscribers, topic, event, gathering) {
    const depth = this.#chain.push(topic);
    /** @type {unknown[] | undefined} */
    let errors;
    let delivered = 0;
    let index = 0;
    try {
      while (index < subscribers.length) {
        // One `try` around all calls, entered again behind a handler that threw: that costs less
        // than one around each.
        try {
          for (; index < subscribers.length; index++) {
            const subscriber = subscribers[index];
            const { handler } = subscriber;
            if (handler === null) continue; // removed since the publish began
            if (subscriber.once) this.#remove(subscriber); // before the call, so that it is the only
            delivered++;
            subscriber.delivered++;
            const result = handler(topic, event, subscriber.subscription);
            if (result !== undefined)
              this.#follow(result, topic, event, subscriber, gathering, index);
          }
        } catch (error) {
          const subscriber = subscribers[index];
          const left = report(error, topic, event, subscriber, subscriber.onError, this.#onError);
          if (gathering !== undefined) gathering.fail(index, left);
          else if (left.length > 0)
            errors = errors === undefined ? [...left] : [...errors, ...left];
          index++;
        }
      }
    } finally {
      this.#chain.length = depth - 1;
      if (depth === 1 && this.#departed.length > 0) this.#forgetDeparted();
    }
    if (errors !== undefined) throw combine(errors);
    return delivered;
  }

  /**
   * Sees to it that what a handler returned, should it be a promise that rejects, is reported as if
   * the handler had thrown. What nobody takes goes to `gathering`; without one, it is left to
   * surface as an unhandled rejection.
   *
   * @param {unknown} result
   * @param {string} topic
   * @param {unknown} event
   * @param {Subscriber} subscriber
   * @param {Gathering | undefined} gathering
   * @param {number} index
   */
  #follow(result, topic, event, subscriber, gathering, index) {
    const promise = asPromise(result);
    if (promise === undefined) return;
    const { onError } = subscriber; // now, for it may be removed by then
    gathering?.expect();
    promise.then(
      () => gathering?.settle(),
      (error) => {
        const left = report(error, topic, event, subscriber, onError, this.#onError);
        if (gathering !== undefined) {
          gathering.fail(index, left);
          gathering.settle();
        } else if (left.length > 0) {
          throw combine(left);
        }
      },
    );
  }

  /** @param {Subscriber} subscriber */
  #remove = (subscriber) => {
    if (subscriber.handler === null) return false;
    this.#registry.remove(subscriber);
    this.#plans.touch(subscriber.pattern);
    this.#depart(subscriber);
    return true;
  };

  /**
   * Lets go of what a removed subscriber holds, for plans and the caller may keep the rest of it.
   *
   * @param {Subscriber} subscriber
   */
  #depart(subscriber) {
    subscriber.handler = null;
    if (this.#chain.length === 0) subscriber.onError = undefined;
    else this.#departed.push(subscriber);
  }

  #forgetDeparted() {
    for (const subscriber of this.#departed) subscriber.onError = undefined;
    this.#departed.length = 0;
  }
}
