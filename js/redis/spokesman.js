// Tells the program what befell the bus: at most once per change, and never in a flood.

import { quote } from '../errors.js';
import { surface } from '../failures.js';
import { messageOf } from './errors.js';
import { warn } from './warn.js';

/** At most one warning of a kind in so many milliseconds. */
const QUIET_MS = 60_000;

/**
 * @typedef {object} Listeners
 * @property {Function | undefined} onConnection
 * @property {Function | undefined} onGap
 * @property {Function | undefined} onParked
 */

export class Spokesman {
  #listeners;
  /** By link, whether it is up. @type {Map<string, boolean>} */
  #links = new Map();
  #isConnected = false;
  /** Whether the program was told of the state that it is in. @type {boolean | undefined} */
  #told;
  /** By kind, when it was last warned of. @type {Map<string, number>} */
  #warnedAt = new Map();

  /** @param {Listeners} listeners */
  constructor(listeners) {
    this.#listeners = listeners;
  }

  /** Whether all connections that the bus needs are up. */
  get isConnected() {
    return this.#isConnected;
  }

  /**
   * @param {string} link
   * @param {unknown} error undefined if it is up now
   */
  tellConnection(link, error) {
    this.#links.set(link, error === undefined);
    this.#isConnected = [...this.#links.values()].every(Boolean);
    if (this.#told === this.#isConnected) return;
    this.#told = this.#isConnected;
    const { onConnection } = this.#listeners;
    if (onConnection !== undefined) tell(onConnection, this.#isConnected, error);
    else if (!this.#isConnected) {
      this.#warn('AEB_REDIS_DISCONNECTED', `No connection to Redis: ${messageOf(error)}`);
    }
  }

  /**
   * @param {import('./position.js').Gap & { error?: unknown }} gap
   * @param {boolean} isHeard whether a subscriber was told
   */
  tellGap(gap, isHeard) {
    const { onGap } = this.#listeners;
    if (onGap !== undefined) tell(onGap, gap);
    else if (!isHeard) {
      const { reason, from, atLeast, error } = gap;
      const why = error === undefined ? reason : `${reason}: ${messageOf(error)}`;
      this.#warn('AEB_REDIS_GAP', `Events behind ${from} are lost (${why}; at least ${atLeast})`);
    }
  }

  /**
   * @param {string} id
   * @param {number} deliveries
   * @param {unknown[]} errors
   */
  tellParked(id, deliveries, errors) {
    const { onParked } = this.#listeners;
    if (onParked !== undefined) tell(onParked, { id, deliveries, errors });
    else
      this.#warn('AEB_REDIS_PARKED', `The event ${id} was parked after ${deliveries} deliveries`);
  }

  /**
   * @param {string} script that a member of a group tries again
   * @param {unknown} error
   */
  tellRefusal(script, error) {
    const message = `The server refuses the script ${quote(script)}: ${messageOf(error)}`;
    this.#warn('AEB_REDIS_REFUSED', message);
  }

  /**
   * @param {string} code
   * @param {string} message
   */
  #warn(code, message) {
    const now = performance.now();
    if (now - (this.#warnedAt.get(code) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    this.#warnedAt.set(code, now);
    warn(code, message);
  }
}

/**
 * Calls a listener. What it throws is not the reader's to handle: it surfaces as an unhandled
 * rejection.
 *
 * @param {Function} listener
 * @param {...unknown} args
 */
export function tell(listener, ...args) {
  try {
    listener(...args);
  } catch (error) {
    surface([error]);
  }
}
