// The `onGap` of subscriptions that have one.

import { tell } from './spokesman.js';

/**
 * @typedef {import('../subscription.js').Subscription} Subscription
 * @typedef {(gap: import('./position.js').Gap & { error?: unknown }) => void} OnGap
 */

export class GapListeners {
  /** @type {Map<Subscription, OnGap>} */
  #listeners = new Map();

  /**
   * @param {Subscription} subscription
   * @param {OnGap} onGap
   * @param {number} live how many subscriptions there are
   */
  add(subscription, onGap, live) {
    if (!subscription.active) return;
    // Nobody tells when a subscription ends, so those that have are looked for now and then.
    if (this.#listeners.size >= 2 * live) this.#forgetEnded();
    this.#listeners.set(subscription, onGap);
  }

  clear() {
    this.#listeners.clear();
  }

  /**
   * @param {Parameters<OnGap>[0]} gap
   * @returns {boolean} whether anybody was told
   */
  tell(gap) {
    this.#forgetEnded();
    for (const onGap of this.#listeners.values()) tell(onGap, gap);
    return this.#listeners.size > 0;
  }

  #forgetEnded() {
    for (const subscription of this.#listeners.keys()) {
      if (!subscription.active) this.#listeners.delete(subscription);
    }
  }
}
