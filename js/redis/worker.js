// One entry in the hands of a member: handled, tried again if a handler fails, then taken off the
// group's list, or parked.

import { messageOf } from './errors.js';
import { Backoff, growing, Pause } from './pause.js';

/** A pause between two attempts grows up to so many milliseconds. */
const LONGEST_RETRY_MS = 30_000;
const MAX_REASON = 1_000;

/**
 * @typedef {Pick<import('./group.js').GroupHost, 'run' | 'handle' | 'tellParked'>} Host
 */

export class Worker {
  id;
  /** Resolves when no handler runs, and none will. @type {Promise<void>} */
  handled;
  /** Resolves when the server knows, too, or the entry is somebody else's. @type {Promise<void>} */
  done;
  /** Whether it was given up because the bus is closed. */
  isLeft = false;

  #raw;
  #host;
  #options;
  #pause = new Pause();
  /** Whether the entry is another's, or nobody cares any more. */
  #isGone = false;
  #isHandling = false;
  /** Whether not to try again. */
  #isStopped = false;
  /** @type {() => void} */
  #endNow = () => {};
  /** @type {() => void} */
  #tellHandled = () => {};

  /**
   * @param {unknown} raw
   * @param {number} attempt
   * @param {Host} host
   * @param {import('./group.js').GroupOptions} options
   */
  constructor(raw, attempt, host, options) {
    this.#raw = raw;
    [this.id] = /** @type {[string]} */ (raw);
    this.#host = host;
    this.#options = options;
    this.handled = new Promise((resolve) => {
      this.#tellHandled = () => resolve(undefined);
    });
    this.done = Promise.race([
      this.#work(attempt).finally(this.#tellHandled),
      new Promise((resolve) => {
        this.#endNow = () => resolve(undefined);
      }),
    ]);
  }

  /**
   * The entry is another's, or off the list: what its handler does no longer counts.
   *
   * @returns {boolean} whether the handler was running
   */
  loseLease() {
    this.#isGone = true;
    this.#pause.wake();
    return this.#isHandling;
  }

  /** Lets the handler end, but tries nothing again. */
  stop() {
    this.#isStopped = true;
    this.#pause.wake();
  }

  abandon() {
    this.#isGone = true;
    this.#pause.wake();
    this.#endNow();
  }

  /** @param {number} attempt */
  async #work(attempt) {
    const { handle, run } = this.#host;
    const { group, consumer, maxDeliveries, retryMs } = this.#options;
    const me = [group, consumer, this.id];
    for (let count = attempt; ; ) {
      this.#isHandling = true;
      const errors = await handle(this.#raw, count);
      this.#isHandling = false;
      if (this.#isGone) return;
      if (errors.length === 0) {
        this.#tellHandled();
        await this.#persist(() => run('ack', me));
        return;
      }
      if (count >= maxDeliveries) return this.#park(count, errors);
      if (!this.#isStopped) await this.#pause.sleep(growing(count - 1, retryMs, LONGEST_RETRY_MS));
      if (this.#isGone) return;
      if (this.#isStopped) {
        this.isLeft = true; // it stays pending
        return;
      }
      count = Number(await this.#persist(() => run('again', me)));
      if (this.#isGone || !(count > 0)) return;
    }
  }

  /**
   * @param {number} count
   * @param {unknown[]} errors
   */
  async #park(count, errors) {
    const { run, tellParked } = this.#host;
    const { group, consumer } = this.#options;
    const reason = errors.map(messageOf).join('; ').slice(0, MAX_REASON);
    const parked = await this.#persist(() =>
      run('bury', [group, consumer, this.id, count, reason]),
    );
    if (parked === 1) tellParked(this.id, count, errors);
  }

  /**
   * Asks until there is an answer: all that is asked is checked for ownership, so to repeat it does
   * no harm.
   *
   * @param {() => Promise<unknown>} ask
   * @returns {Promise<unknown>} undefined if the entry was lost meanwhile
   */
  async #persist(ask) {
    const backoff = new Backoff();
    while (!this.#isGone) {
      try {
        return await ask();
      } catch {
        // No connection, or a server that refuses: the bus tells of that.
        if (!this.#isGone) await this.#pause.sleep(backoff.next());
      }
    }
    return undefined;
  }
}
