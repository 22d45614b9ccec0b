// The live subscriptions of one bus. This is the truth; the core is an index of it that can be
// made again at any time.

import { Router } from './core.js';
import { Subscription } from './subscription.js';

export class Registry {
  /** By id; undefined where no subscription has it. @type {(Subscription | undefined)[]} */
  #slots = [];
  #router = new Router((subscribe) => this.#replay(subscribe));
  #lastOrder = 0;
  #size = 0;

  /** How many there are. */
  get size() {
    return this.#size;
  }

  /**
   * @param {Subscription} subscription
   * @throws {import('./errors.js').TopicError} and nothing is changed
   */
  add(subscription) {
    const id = this.#router.subscribe(subscription.pattern, subscription.priority);
    this.#slots[id] = subscription;
    this.#size++;
    Subscription.activate(subscription, id, ++this.#lastOrder);
  }

  /**
   * Its handler goes with it: what may fail, at the end of the stack, comes first, so that either
   * all of it is done or nothing.
   *
   * @param {Subscription} subscription which is in here
   */
  remove(subscription) {
    const id = Subscription.idOf(subscription);
    this.#router.unsubscribe(id);
    this.#slots[id] = undefined;
    this.#size--;
    Subscription.deactivate(subscription);
  }

  /**
   * @param {string} topic
   * @returns {Subscription[]} who gets it, in delivery order
   * @throws {import('./errors.js').TopicError}
   */
  match(topic) {
    return this.#router.match(topic, this.#subscriptionOf);
  }

  /** Of the topic that was matched last, an int32: the same for equal topics, and seldom for others. */
  get topicHash() {
    return this.#router.topicHash;
  }

  /** @param {number} id */
  #subscriptionOf = (id) => /** @type {Subscription} */ (this.#slots[id]);

  /** Everyone, in delivery order. */
  list() {
    return this.#live().sort((a, b) => b.priority - a.priority || byOrder(a, b));
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
    for (const subscription of everyone) Subscription.deactivate(subscription);
    return everyone;
  }

  #live() {
    return /** @type {Subscription[]} */ (this.#slots.filter((slot) => slot !== undefined));
  }

  /**
   * Should it fail, the slots stay what they were.
   *
   * @param {(pattern: string | readonly string[], priority: number) => number} subscribe
   */
  #replay(subscribe) {
    const everyone = this.#live().sort(byOrder);
    const ids = everyone.map(({ pattern, priority }) => subscribe(pattern, priority));
    this.#slots = [];
    for (const [i, subscription] of everyone.entries()) {
      Subscription.setId(subscription, ids[i]);
      this.#slots[ids[i]] = subscription;
    }
  }
}

/**
 * @param {Subscription} a
 * @param {Subscription} b
 */
function byOrder(a, b) {
  return Subscription.orderOf(a) - Subscription.orderOf(b);
}
