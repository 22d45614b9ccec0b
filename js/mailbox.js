// Runs the handler of one subscription, at most `concurrency` at a time; what comes meanwhile waits
// in line.

import { BoundedQueue } from './bounded-queue.js';
import { captureContext } from './context.js';

/**
 * @typedef {import('./bounded-queue.js').Overflow} Overflow
 * @typedef {import('./context.js').RunInContext} RunInContext
 * @typedef {import('./dispatcher.js').Dispatcher} Dispatcher
 * @typedef {import('./gathering.js').Gathering} Gathering
 * @typedef {import('./subscription.js').Subscription} Subscription
 *
 * @typedef {import('./dispatcher.js').Letter & {
 *   chain: readonly string[],
 *   round: number,
 *   runInContext: RunInContext,
 * }} QueuedLetter with the topics of the publishes that caused it, its own last
 */

export class Mailbox {
  #subscription;
  #concurrency;
  #dispatcher;
  #running = 0;
  #emptying = false;
  /** Rises each time that the loop below begins. */
  #round = 0;
  /** @type {BoundedQueue<QueuedLetter>} */
  #letters;

  /**
   * @param {Subscription} subscription
   * @param {{ concurrency: number, maxBuffer: number, overflow: Overflow }} options
   * @param {Dispatcher} dispatcher
   */
  constructor(subscription, options, dispatcher) {
    this.#subscription = subscription;
    this.#concurrency = options.concurrency;
    this.#dispatcher = dispatcher;
    this.#letters = new BoundedQueue(
      options,
      (letter) => this.#drop(letter),
      () => {},
    );
  }

  /**
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @returns {boolean} whether the handler got the event, or will
   */
  post(topic, event, gathering, index) {
    if (this.#running < this.#concurrency) {
      this.#run(topic, event, gathering, index, false);
      return true;
    }
    const { chain, activity } = this.#dispatcher;
    const runInContext = captureContext();
    const letter = { topic, event, gathering, index, chain, round: this.#round, runInContext };
    activity.begin();
    gathering?.expect();
    return this.#dispatcher.enqueue(this.#letters, letter, this.#subscription);
  }

  /** Discards what waits; the subscription has ended. */
  close() {
    for (let letter = this.#letters.take(); letter; letter = this.#letters.take()) {
      this.#settle(letter);
    }
  }

  /**
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @param {boolean} late whether it had to wait
   */
  #run(topic, event, gathering, index, late) {
    this.#running++;
    let goesOn = false;
    try {
      goesOn = this.#dispatcher.call(
        this.#subscription,
        topic,
        event,
        gathering,
        index,
        this.#freeSlot,
      );
    } catch (error) {
      // Before the next event is handled: whoever hears of it may want to prevent that.
      this.#dispatcher.fail(error, this.#subscription, topic, event, gathering, index, late);
    } finally {
      // Counted here and not in a call, which at the end of the stack would fail too.
      if (!goesOn) this.#running--;
    }
    if (!goesOn) this.#empty();
  }

  #freeSlot = () => {
    this.#running--;
    this.#empty();
  };

  /** Hands out what waits, as far as there are slots. */
  #empty() {
    if (this.#emptying) return; // the loop below is running already
    this.#emptying = true;
    this.#round++;
    try {
      while (this.#running < this.#concurrency) {
        const letter = this.#letters.take();
        if (letter === undefined) break;
        this.#open(letter);
      }
    } finally {
      this.#emptying = false;
    }
  }

  /** @param {QueuedLetter} letter */
  #open(letter) {
    const { topic, event, gathering, index, chain, round, runInContext } = letter;
    const follows = round === this.#round; // queued by a letter before it in this loop
    runInContext(() => {
      this.#dispatcher.runLater(chain, follows, () =>
        this.#run(topic, event, gathering, index, true),
      );
    });
    this.#settle(letter);
  }

  /** @param {QueuedLetter} letter */
  #drop(letter) {
    this.#dispatcher.dropped++;
    this.#settle(letter);
  }

  /** @param {QueuedLetter} letter */
  #settle({ gathering }) {
    gathering?.settle();
    this.#dispatcher.activity.end();
  }
}
