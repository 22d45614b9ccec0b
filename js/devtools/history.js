// What was published lately, in a ring: the newest `maxEvents` entries, and how many went before.

import { checkInteger } from '../arguments.js';

/**
 * An event as the devtools have it. The event is the very object that was published, so it may be
 * changed by others, and may be anything: nothing in it is to be trusted.
 *
 * @typedef {object} Entry
 * @property {number} seq counts from 1; in a recording, that of the log
 * @property {number} time milliseconds since 1970
 * @property {string} topic
 * @property {unknown} event
 */

export const DEFAULT_MAX_EVENTS = 20_000;
export const MAX_MAX_EVENTS = 1_000_000;

/**
 * @param {unknown} value
 * @returns {number}
 * @throws {TypeError | RangeError} `ERR_INVALID_ARGUMENT`
 */
export function checkMaxEvents(value) {
  return checkInteger('maxEvents', value, DEFAULT_MAX_EVENTS, 1, MAX_MAX_EVENTS);
}

/**
 * @param {number} seq
 * @param {number} time
 * @param {string} topic
 * @param {unknown} event
 * @returns {Entry}
 */
export function entryOf(seq, time, topic, event) {
  return Object.freeze({ seq, time, topic, event });
}

export class History {
  /** Grows to `maxEvents`; from then on the oldest is at #start. @type {Entry[]} */
  #ring = [];
  #start = 0;
  #dropped = 0;

  /** @param {{ maxEvents?: unknown }} [options] */
  constructor({ maxEvents } = {}) {
    this.maxEvents = checkMaxEvents(maxEvents);
  }

  get length() {
    return this.#ring.length;
  }

  /** How many went, since the last `clear`, because there was no room. */
  get dropped() {
    return this.#dropped;
  }

  /** How many were ever added since the last `clear`: a cursor for `since`. */
  get end() {
    return this.#dropped + this.#ring.length;
  }

  /** @param {Entry} entry */
  push(entry) {
    if (this.#ring.length < this.maxEvents) {
      this.#ring.push(entry);
      return;
    }
    this.#ring[this.#start] = entry;
    this.#start = (this.#start + 1) % this.maxEvents;
    this.#dropped++;
  }

  /**
   * @param {number} index from 0, the oldest
   * @returns {Entry | undefined}
   */
  at(index) {
    if (index < 0 || index >= this.#ring.length) return undefined;
    return this.#ring[(this.#start + index) % this.#ring.length];
  }

  /**
   * Those added behind a cursor, as far as they are still here.
   *
   * @param {number} end what `end` was then
   * @returns {Entry[]}
   */
  since(end) {
    return this.slice(Math.max(0, end - this.#dropped));
  }

  /**
   * @param {number} [from] index, inclusive
   * @param {number} [to] index, exclusive
   * @returns {Entry[]}
   */
  slice(from = 0, to = this.#ring.length) {
    const ordered = this.#start === 0;
    if (ordered) return this.#ring.slice(from, to);
    /** @type {Entry[]} */
    const entries = [];
    const last = Math.min(to, this.#ring.length);
    for (let i = from; i < last; i++) {
      entries.push(this.#ring[(this.#start + i) % this.#ring.length]);
    }
    return entries;
  }

  clear() {
    this.#ring = [];
    this.#start = 0;
    this.#dropped = 0;
  }
}
