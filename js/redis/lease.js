// What this member of a group holds: entries in its handlers, whose leases it renews while they run,
// so that no other member takes them over from a handler that lives.

import { BusError } from '../errors.js';

/** Renewed this often within a lease. */
const RENEWALS = 3;

export class Leases {
  /** Ids of entries, with what is told when the entry is another's. @type {Map<string, () => void>} */
  #held = new Map();
  #leaseMs;
  #renew;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {number} leaseMs
   * @param {(ids: string[]) => Promise<string[]>} renew returns those that were lost
   */
  constructor(leaseMs, renew) {
    this.#leaseMs = leaseMs;
    this.#renew = renew;
  }

  get ids() {
    return [...this.#held.keys()];
  }

  /**
   * @param {string} id
   * @param {() => void} onLost
   */
  hold(id, onLost) {
    this.#held.set(id, onLost);
    this.#schedule();
  }

  /** @param {string} id */
  release(id) {
    this.#held.delete(id);
    if (this.#held.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  stop() {
    clearTimeout(this.#timer);
    this.#held.clear();
  }

  #schedule() {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#beat(), this.#leaseMs / RENEWALS);
  }

  async #beat() {
    this.#timer = undefined;
    try {
      for (const id of await this.#renew(this.ids)) {
        const onLost = this.#held.get(id);
        if (onLost === undefined) continue; // released meanwhile
        this.#held.delete(id);
        onLost();
      }
    } catch (error) {
      // The bus tells of it, and the next one comes in time: a lease is as long as several of them.
      if (!(error instanceof BusError)) throw error;
    }
    if (this.#held.size > 0) this.#schedule();
  }
}
