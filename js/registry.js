// The live subscriptions of one bus. This is the truth; the core is an index of it that can be
// made again at any time.

import { Router } from './core.js';
import { Subscription } from './subscription.js';

/** @typedef {import('./subscription.js').Subscriber} Subscriber */

export class Registry {
  /** By id; undefined where no subscriber has it. @type {(Subscriber | undefined)[]} */
  #slots = [];
  #router = new Router((subscribe) => this.#replay(subscribe));
  #lastOrder = 0;
  #size = 0;

  /** How many there are. */
  get size() {
    return this.#size;
  }

  /**
   * @param {Subscriber} subscriber
   * @throws {import('./errors.js').TopicError} and nothing is changed
   */
  add(subscriber) {
    subscriber.id = this.#router.subscribe(subscriber.pattern, subscriber.priority);
    this.#slots[subscriber.id] = subscriber;
    subscriber.order = ++this.#lastOrder;
    this.#size++;
    Subscription.activate(subscriber.subscription);
  }

  /**
   * Its handler goes with it: what may fail, at the end of the stack, comes first, so that either
   * all of it is done or nothing.
   *
   * @param {Subscriber} subscriber which is in here
   */
  remove(subscriber) {
    this.#router.unsubscribe(subscriber.id);
    this.#slots[subscriber.id] = undefined;
    this.#size--;
    Subscription.deactivate(subscriber.subscription);
  }

  /**
   * @param {string} topic
   * @returns {Subscription[]} who gets it, in delivery order
   * @throws {import('./errors.js').TopicError}
   */
  match(topic) {
    return this.#router.match(topic, this.#subscriptionOf);
  }

  /** @param {number} id */
  #subscriptionOf = (id) => /** @type {Subscriber} */ (this.#slots[id]).subscription;

  /** Everyone, in delivery order. */
  list() {
    return this.#live().sort((a, b) => b.priority - a.priority || a.order - b.order);
  }

  stats() {
    return this.#router.stats();
  }

  /** Removes everyone and returns them. */
  clear() {
    const everyone = this.#live();
    this.#router.free();
    this.#slots = [];
    this.#size = 0;
    for (const { subscription } of everyone) Subscription.deactivate(subscription);
    return everyone;
  }

  #live() {
    return /** @type {Subscriber[]} */ (this.#slots.filter((slot) => slot !== undefined));
  }

  /**
   * Should it fail, the slots stay what they were.
   *
   * @param {(pattern: string | readonly string[], priority: number) => number} subscribe
   */
  #replay(subscribe) {
    const everyone = this.#live().sort((a, b) => a.order - b.order);
    const ids = everyone.map(({ pattern, priority }) => subscribe(pattern, priority));
    this.#slots = [];
    for (const [i, subscriber] of everyone.entries()) {
      subscriber.id = ids[i];
      this.#slots[ids[i]] = subscriber;
    }
  }
}
