// A subscription: what its caller may see of it, and, private to it, what the bus knows.
//
// It is one object, so that a delivery touches no other. The static methods are for the bus: they
// are here for what is private, and V8 inlines them wherever they are called.

import { UnsubscribedError } from './errors.js';

/**
 * @typedef {(topic: string, event: unknown, subscription: Subscription) => unknown} Handler
 * @typedef {(error: unknown, topic: string, event: unknown, subscription: Subscription) => void} OnError
 * @typedef {(topic: string, event: unknown) => boolean} Where
 * @typedef {import('./gathering.js').Gathering} Gathering
 *
 * @typedef {object} Ending why a subscription was removed
 * @property {boolean} aborted whether by its signal
 * @property {unknown} reason of the signal; else the error for those who still wait
 *
 * @typedef {object} Line where deliveries wait: a Mailbox or an IteratorBuffer
 * @property {(
 *   topic: string,
 *   event: unknown,
 *   gathering: Gathering | undefined,
 *   index: number,
 * ) => boolean} post whether the event was taken
 */

/** What a subscription asks for beyond a call of its handler. */
export class Terms {
  once = false;
  /** @type {Where | undefined} */
  where;
  /** @type {OnError | 'throw' | undefined} */
  onError;
  /** @type {number | undefined} */
  timeoutMs;
  /** @type {Line | undefined} */
  mailbox;
  /** Told when it is removed, but not when a once is used up. @type {((ending: () => Ending) => void) | undefined} */
  onEnd;
  /** Takes it off its signal. @type {(() => void) | undefined} */
  unwatch;
}

/** Nothing beyond it: shared, as most subscriptions do not ask for more. */
export const NO_TERMS = /* @__PURE__ */ Object.freeze(/* @__PURE__ */ new Terms());

/** Why, where its caller removed it. Made when it is needed, for an error is costly. */
export const unsubscribed = () => ({ aborted: false, reason: new UnsubscribedError() });

/** What is returned by `standIn`, and by no handler. */
export const STAND_IN = /* @__PURE__ */ Object.freeze({});

/** Called where there is more to do than to call the handler, or nothing any more. */
const standIn = () => STAND_IN;

/** Called for a once: it is removed before its handler is called, so that this is the only call. @type {Handler} */
function claim(topic, event, subscription) {
  const handler = /** @type {Handler} */ (Subscription.handlerOf(subscription));
  Subscription.useUp(subscription);
  return handler(topic, event, subscription);
}

export class Subscription {
  /**
   * One is always there. Where a full garbage collection finds none, V8 forgets what they look like,
   * and all code that it had optimised for them.
   */
  static kept = /* @__PURE__ */ new Subscription('', standIn, 0, NO_TERMS, () => false);

  #pattern;
  /**
   * Null once removed: so whoever is about to deliver sees the removal at once, and what the handler
   * holds on to can be collected even while some plan still lists the subscription.
   *
   * @type {Handler | null}
   */
  #handler;
  /** What the delivery loop calls: the handler itself wherever that is all there is to do. @type {Handler} */
  #call = standIn;
  #priority;
  #terms;
  #remove;
  /** In the core; changes when the core is rebuilt. */
  #id = -1;
  /** Rises with each subscription of a bus; -1 before the first. */
  #order = -1;
  #delivered = 0;

  /**
   * @param {string | readonly string[]} pattern as the caller gave it, but frozen
   * @param {Handler} handler
   * @param {number} priority
   * @param {Terms} terms
   * @param {(subscription: Subscription, ending?: () => Ending) => boolean} remove of its bus
   */
  constructor(pattern, handler, priority, terms, remove) {
    this.#pattern = pattern;
    this.#handler = handler;
    this.#priority = priority;
    this.#terms = terms;
    this.#remove = remove;
  }

  get pattern() {
    return this.#pattern;
  }

  get priority() {
    return this.#priority;
  }

  get active() {
    return this.#handler !== null;
  }

  get delivered() {
    return this.#delivered;
  }

  unsubscribe() {
    return this.#remove(this, unsubscribed);
  }

  [Symbol.dispose]() {
    this.unsubscribe();
  }

  /** What console.log shows of it in Node, Deno and Bun. */
  [Symbol.for('nodejs.util.inspect.custom')]() {
    const { pattern, priority, active, delivered } = this;
    return { pattern, priority, active, delivered };
  }

  /** @param {Subscription} subscription */
  static handlerOf(subscription) {
    return subscription.#handler;
  }

  /** @param {Subscription} subscription */
  static termsOf(subscription) {
    return subscription.#terms;
  }

  /** @param {Subscription} subscription */
  static idOf(subscription) {
    return subscription.#id;
  }

  /** @param {Subscription} subscription */
  static orderOf(subscription) {
    return subscription.#order;
  }

  /**
   * @param {Subscription} subscription
   * @param {number} id
   */
  static setId(subscription, id) {
    subscription.#id = id;
  }

  /**
   * From now on its handler is called.
   *
   * @param {Subscription} subscription
   * @param {number} id
   * @param {number} order
   */
  static activate(subscription, id, order) {
    subscription.#id = id;
    subscription.#order = order;
    const { once, where, mailbox } = subscription.#terms;
    if (where !== undefined || mailbox !== undefined) return;
    subscription.#call = once ? claim : /** @type {Handler} */ (subscription.#handler);
  }

  /**
   * Removes a once that is about to have its delivery.
   *
   * @param {Subscription} subscription
   */
  static useUp(subscription) {
    subscription.#remove(subscription);
  }

  /**
   * From now on it is not, in no publish that is under way either.
   *
   * @param {Subscription} subscription
   */
  static deactivate(subscription) {
    subscription.#call = standIn;
    subscription.#handler = null;
  }

  /**
   * Lets go of the callbacks that the last delivery may have needed.
   *
   * @param {Subscription} subscription
   */
  static forget(subscription) {
    subscription.#terms = NO_TERMS;
  }

  /**
   * Counts a delivery and returns what to call for it.
   *
   * @param {Subscription} subscription
   */
  static begin(subscription) {
    subscription.#delivered++;
    return subscription.#call;
  }

  /**
   * Counts a delivery, or takes one back.
   *
   * @param {Subscription} subscription
   * @param {1 | -1} by
   */
  static count(subscription, by) {
    subscription.#delivered += by;
  }
}
