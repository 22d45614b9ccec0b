// Events as an async iterator: what nobody reads yet waits in a bounded buffer.

import { BoundedQueue } from './bounded-queue.js';
import { Queue } from './queue.js';
import { Subscription } from './subscription.js';

/**
 * @typedef {import('./dispatcher.js').Dispatcher} Dispatcher
 * @typedef {import('./dispatcher.js').Letter} Letter
 * @typedef {import('./gathering.js').Gathering} Gathering
 * @typedef {import('./subscription.js').Ending} Ending
 *
 * @typedef {{ topic: string, event: unknown }} Published
 *
 * @typedef {object} Reader a call of next() that waits
 * @property {(result: IteratorResult<Published, undefined>) => void} resolve
 * @property {(reason: unknown) => void} reject
 */

/** @type {IteratorResult<Published, undefined>} */
const DONE = { value: undefined, done: true };

/**
 * @param {string} topic
 * @param {unknown} event
 * @returns {IteratorResult<Published, undefined>}
 */
const result = (topic, event) => ({ value: { topic, event }, done: false });

/** The buffer, in the place of a mailbox. */
export class IteratorBuffer {
  #subscription;
  #dispatcher;
  /** @type {BoundedQueue<Letter>} */
  #letters;
  /** @type {Queue<Reader>} */
  #readers = new Queue();
  /** Set when no more events will come. @type {Ending | undefined} */
  #ending;

  /**
   * @param {Subscription} subscription
   * @param {{ maxBuffer: number, overflow: import('./bounded-queue.js').Overflow }} options
   * @param {Dispatcher} dispatcher
   */
  constructor(subscription, options, dispatcher) {
    this.#subscription = subscription;
    this.#dispatcher = dispatcher;
    this.#letters = new BoundedQueue(
      options,
      ({ gathering }) => {
        dispatcher.dropped++;
        gathering?.settle();
      },
      (letter) => {
        letter.gathering?.settle();
        letter.gathering = undefined; // so that it does not settle again, should it be dropped
      },
    );
  }

  /**
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @returns {boolean} whether a reader got the event, or will
   */
  post(topic, event, gathering, index) {
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      reader.resolve(result(topic, event));
    } else {
      gathering?.expect();
      const letter = { topic, event, gathering, index };
      if (!this.#dispatcher.enqueue(this.#letters, letter, this.#subscription)) return false;
    }
    this.#dispatcher.delivered++;
    Subscription.count(this.#subscription, 1);
    return true;
  }

  /** @returns {Promise<IteratorResult<Published, undefined>>} */
  next() {
    const letter = this.#letters.take();
    if (letter !== undefined) return Promise.resolve(result(letter.topic, letter.event));
    if (this.#ending === undefined) {
      return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
    }
    const { aborted, reason } = this.#ending;
    this.#ending.aborted = false; // which is told once
    return aborted ? Promise.reject(reason) : Promise.resolve(DONE);
  }

  /**
   * No more events will come; those that came are still to be read, but no publisher waits for it:
   * the reader may be gone.
   *
   * @param {Ending} ending
   */
  end({ aborted, reason }) {
    this.#ending ??= { aborted, reason };
    this.#letters.admitBlocked();
    for (let reader = this.#readers.shift(); reader; reader = this.#readers.shift()) {
      this.next().then(reader.resolve, reader.reject);
    }
  }

  /** Forgets what was not read. */
  discard() {
    this.#ending = { aborted: false, reason: undefined };
    this.end(this.#ending);
    while (this.#letters.take() !== undefined);
  }
}

/**
 * The iterator over a buffer.
 *
 * @implements {AsyncIterableIterator<Published>}
 */
export class EventIterator {
  #buffer;
  #unsubscribe;

  /**
   * @param {IteratorBuffer} buffer
   * @param {() => void} unsubscribe
   */
  constructor(buffer, unsubscribe) {
    this.#buffer = buffer;
    this.#unsubscribe = unsubscribe;
  }

  next() {
    return this.#buffer.next();
  }

  /** @returns {Promise<IteratorResult<Published, undefined>>} */
  async return() {
    this.#unsubscribe();
    this.#buffer.discard();
    return DONE;
  }

  /**
   * @param {unknown} error
   * @returns {Promise<never>}
   */
  async throw(error) {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  async [Symbol.asyncDispose]() {
    await this.return();
  }
}
