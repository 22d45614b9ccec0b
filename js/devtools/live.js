// What is published on a bus, from now on, into a history. It listens like any subscriber and does
// nothing else: whatever happens here reaches neither the publisher nor the other handlers.

import { argumentTypeError } from '../errors.js';
import { entryOf, History } from './history.js';

/**
 * @typedef {import('../subscription.js').Subscription} Subscription
 * @typedef {import('../event-bus.js').EventBus} EventBus
 *
 * @typedef {'none' | 'open' | 'connecting' | 'closed'} State whether there is a bus, and whether it gets
 *   events: one of `connectEvents` may have lost its connection
 */

/** Before everyone, so that the order is that of publishing, nested publishes too. */
const FIRST = 2 ** 31 - 1;

export class Live {
  history;
  /** @type {EventBus | null} */
  #bus = null;
  /** @type {Subscription | undefined} */
  #subscription;
  #listening = false;
  #closed = false;
  #seq = 0;
  #onEvent;
  #onError;

  /**
   * @param {{ onEvent: () => void, onError: (error: unknown) => void }} callbacks `onEvent` after each
   *   event; `onError` gets what went wrong in here
   */
  constructor({ onEvent, onError }) {
    this.history = new History();
    this.#onEvent = onEvent;
    this.#onError = onError;
  }

  get bus() {
    return this.#bus;
  }

  /** @returns {State} */
  get state() {
    if (this.#bus === null) return 'none';
    if (this.#closed) return 'closed';
    const { state } = /** @type {{ state?: unknown }} */ (/** @type {unknown} */ (this.#bus));
    return state === 'connecting' ? 'connecting' : 'open';
  }

  /** How many events came, since the bus was set; also those that the history has dropped. */
  get received() {
    return this.#seq;
  }

  /**
   * Listens to another bus, or to none. The history begins anew.
   *
   * @param {unknown} bus null or undefined: none
   * @throws {TypeError} `ERR_INVALID_ARGUMENT`; then nothing has changed
   */
  set(bus) {
    const given = /** @type {EventBus | null} */ (bus ?? null);
    if (given !== null && typeof given.subscribe !== 'function') {
      throw argumentTypeError('bus', 'must be an EventBus or null', bus);
    }
    if (given === this.#bus) return;
    this.#unsubscribe();
    this.#bus = given;
    this.#closed = false;
    this.#seq = 0;
    this.history.clear();
    if (this.#listening) this.#subscribe();
  }

  /** Begins to listen, or goes on, with the bus that is set. */
  start() {
    this.#listening = true;
    this.#subscribe();
  }

  stop() {
    this.#listening = false;
    this.#unsubscribe();
  }

  /** Listens again after `bus.clear()`, and finds out whether the bus was closed. */
  check() {
    if (this.#listening && this.#subscription?.active !== true) this.#subscribe();
  }

  /** @param {unknown} maxEvents of the history, which keeps its newest */
  resize(maxEvents) {
    const history = new History({ maxEvents });
    for (const entry of this.history.slice()) history.push(entry);
    this.history = history;
  }

  #subscribe() {
    if (this.#bus === null || this.#subscription?.active) return;
    try {
      this.#subscription = this.#bus.subscribe(
        '**',
        (topic, event) => {
          this.history.push(entryOf(++this.#seq, timeOn(this.#bus), topic, event));
          this.#onEvent();
        },
        { priority: FIRST, onError: this.#onError },
      );
      this.#closed = false;
    } catch (error) {
      this.#closed = true;
      if (/** @type {{ code?: unknown }} */ (error).code !== 'ERR_BUS_CLOSED') this.#onError(error);
    }
  }

  #unsubscribe() {
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
  }
}

/**
 * When the event that is just being published was published first: of a bus of `connectEvents`, by the
 * clock of its server.
 *
 * @param {EventBus | null} bus
 */
function timeOn(bus) {
  const { eventTime } = /** @type {{ eventTime?: unknown }} */ (bus ?? {});
  return typeof eventTime === 'number' ? eventTime : Date.now();
}
