// Hands entries of the stream to the bus inside, and learns what became of them.

import { decode, entryOf } from './codec.js';
import { contextOf, makeStorage } from './delivery.js';

/**
 * @typedef {import('../subscription.js').OnError} OnError
 * @typedef {import('./position.js').Gap} Gap
 */

export class Deliverer {
  #storage = makeStorage();
  #own;
  #announce;

  /**
   * @param {import('./own-events.js').OwnEvents} own
   * @param {(gap: Gap & { error?: unknown }) => void} announce
   */
  constructor(own, announce) {
    this.#own = own;
    this.#announce = announce;
  }

  /** What the running handler was called with. */
  get current() {
    return this.#storage.getStore()?.delivery;
  }

  /**
   * An `onError` by which an error that somebody took is a failure of the delivery all the same.
   *
   * @param {OnError} onError
   * @returns {OnError}
   */
  counting(onError) {
    return (error, topic, event, subscription) => {
      this.#storage.getStore()?.failures.push(error);
      onError(error, topic, event, subscription);
    };
  }

  /**
   * @param {import('../async-event-bus.js').AsyncEventBus} bus
   * @param {unknown} raw an entry as the server lists it
   * @param {number} attempt
   * @returns {{ done: Promise<number>, failures: unknown[] } | undefined} undefined if nobody wants
   *   it; `done` ends with the handlers, and rejects with what no `onError` took
   */
  deliver(bus, raw, attempt) {
    const entry = entryOf(raw);
    const { id, eventId } = entry;
    const topic = /** @type {string} */ (entry.topic);
    this.#own.see(eventId);
    let event;
    try {
      if (bus.matching(topic).length === 0) return undefined; // or it throws: not a topic
      event = decode(entry);
    } catch (error) {
      this.#announce({ reason: 'unreadable', from: id, to: id, atLeast: 1, error });
      return undefined;
    }
    const context = contextOf(entry, attempt);
    const done = this.#storage.run(context, () => bus.publishAsync(topic, event));
    return { done, failures: context.failures };
  }

  /**
   * The same for a group, where no error goes further than here.
   *
   * @param {import('../async-event-bus.js').AsyncEventBus} bus
   * @param {unknown} raw
   * @param {number} attempt
   * @returns {Promise<unknown[]>} what handlers threw
   */
  async handle(bus, raw, attempt) {
    const delivery = this.deliver(bus, raw, attempt);
    if (delivery === undefined) return [];
    const { done, failures } = delivery;
    try {
      await done;
    } catch (error) {
      if (!failures.includes(error)) failures.push(error);
    }
    return failures;
  }
}
