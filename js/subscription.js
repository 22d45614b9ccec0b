// A subscription from its two sides: what the bus knows of it, and what the caller holds.

/**
 * @typedef {(topic: string, event: unknown, subscription: Subscription) => unknown} Handler
 * @typedef {(error: unknown, topic: string, event: unknown, subscription: Subscription) => void} OnError
 * @typedef {(topic: string, event: unknown) => boolean} Where
 *
 * @typedef {object} Ending why a subscription was removed
 * @property {boolean} aborted whether by its signal
 * @property {unknown} reason of the signal; else the error for those who still wait
 *
 * @typedef {object} Line where deliveries wait: a Mailbox or an IteratorBuffer
 * @property {(
 *   topic: string,
 *   event: unknown,
 *   gathering: import('./gathering.js').Gathering | undefined,
 *   index: number,
 * ) => boolean} post whether the event was taken
 */

/** The bus's side. Plain fields, for the delivery loop reads them for each event. */
export class Subscriber {
  /** In the core; changes when the core is rebuilt. */
  id = -1;
  /** Rises with each subscription of a bus; -1 before the first. */
  order = -1;
  /** How many events it got. */
  delivered = 0;
  /** @type {Line | undefined} */
  mailbox;
  /** Told when it is removed, but not when a once is used up. @type {((ending: () => Ending) => void) | undefined} */
  onEnd;
  /** Takes it off its signal. @type {(() => void) | undefined} */
  unwatch;

  /**
   * @param {string | readonly string[]} pattern as the caller gave it, but frozen
   * @param {Handler} handler
   * @param {{
   *   priority: number,
   *   once: boolean,
   *   where: Where | undefined,
   *   onError: OnError | undefined,
   *   timeoutMs: number | undefined,
   * }} options
   * @param {(subscriber: Subscriber) => boolean} unsubscribe
   */
  constructor(pattern, handler, { priority, once, where, onError, timeoutMs }, unsubscribe) {
    this.pattern = pattern;
    /**
     * Null once removed: so the delivery loop sees a removal at once, and what the handler holds
     * on to can be collected even while some plan still lists this subscriber.
     *
     * @type {Handler | null}
     */
    this.handler = handler;
    this.priority = priority;
    this.once = once;
    /** @type {Where | undefined} */
    this.where = where;
    /** @type {OnError | undefined} */
    this.onError = onError;
    this.timeoutMs = timeoutMs;
    this.subscription = new Subscription(this, unsubscribe);
  }

  /** @returns {readonly string[]} */
  get patterns() {
    return typeof this.pattern === 'string' ? [this.pattern] : this.pattern;
  }

  /** Lets go of the callbacks that the last delivery may have needed. */
  forget() {
    this.where = undefined;
    this.onError = undefined;
    this.mailbox = undefined;
    this.onEnd = undefined;
  }
}

/** The caller's side. */
export class Subscription {
  #subscriber;
  #unsubscribe;

  /**
   * @param {Subscriber} subscriber
   * @param {(subscriber: Subscriber) => boolean} unsubscribe
   */
  constructor(subscriber, unsubscribe) {
    this.#subscriber = subscriber;
    this.#unsubscribe = unsubscribe;
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
    return this.#unsubscribe(this.#subscriber);
  }

  [Symbol.dispose]() {
    this.unsubscribe();
  }
}
