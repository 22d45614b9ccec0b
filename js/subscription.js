// A subscription from its two sides: what the bus knows of it, and what the caller holds.

/**
 * @typedef {(topic: string, event: unknown, subscription: Subscription) => unknown} Handler
 * @typedef {(error: unknown, topic: string, event: unknown, subscription: Subscription) => void} OnError
 */

/** The bus's side. Plain fields, for the delivery loop reads them for each event. */
export class Subscriber {
  /** In the core; changes when the core is rebuilt. */
  id = -1;
  /** Rises with each subscription of a bus; -1 before the first. */
  order = -1;
  /** How many events it got. */
  delivered = 0;

  /**
   * @param {string | readonly string[]} pattern as the caller gave it, but frozen
   * @param {Handler} handler
   * @param {{ priority: number, once: boolean, onError: OnError | undefined }} options
   * @param {(subscriber: Subscriber) => boolean} remove
   */
  constructor(pattern, handler, options, remove) {
    this.pattern = pattern;
    /**
     * Null once removed: so the delivery loop sees a removal at once, and what the handler holds
     * on to can be collected even while some plan still lists this subscriber.
     *
     * @type {Handler | null}
     */
    this.handler = handler;
    this.priority = options.priority;
    this.once = options.once;
    this.onError = options.onError;
    this.subscription = new Subscription(this, remove);
  }

  /** @returns {readonly string[]} */
  get patterns() {
    return typeof this.pattern === 'string' ? [this.pattern] : this.pattern;
  }
}

/** The caller's side. */
export class Subscription {
  #subscriber;
  #remove;

  /**
   * @param {Subscriber} subscriber
   * @param {(subscriber: Subscriber) => boolean} remove
   */
  constructor(subscriber, remove) {
    this.#subscriber = subscriber;
    this.#remove = remove;
  }

  get pattern() {
    return this.#subscriber.pattern;
  }

  get priority() {
    return this.#subscriber.priority;
  }

  get active() {
    return this.#subscriber.handler !== null;
  }

  get delivered() {
    return this.#subscriber.delivered;
  }

  unsubscribe() {
    return this.#remove(this.#subscriber);
  }

  [Symbol.dispose]() {
    this.unsubscribe();
  }
}
