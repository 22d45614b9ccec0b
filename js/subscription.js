// A subscription from its two sides: what the caller holds, and what the bus knows of it. And the
// loop that delivers to subscriptions: it is here because it reads what is private to them.

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
  /** @type {boolean} */
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

/** The bus's side. */
export class Subscriber {
  /** In the core; changes when the core is rebuilt. */
  id = -1;
  /** Rises with each subscription of a bus; -1 before the first. */
  order = -1;

  /**
   * @param {string | readonly string[]} pattern as the caller gave it, but frozen
   * @param {Handler} handler
   * @param {number} priority
   * @param {Terms} terms
   * @param {(subscriber: Subscriber) => boolean} unsubscribe
   */
  constructor(pattern, handler, priority, terms, unsubscribe) {
    this.pattern = pattern;
    /**
     * Null once removed: so whoever is about to deliver sees the removal at once, and what the
     * handler holds on to can be collected even while some plan still lists the subscription.
     *
     * @type {Handler | null}
     */
    this.handler = handler;
    this.priority = priority;
    this.terms = terms;
    this.unsubscribe = unsubscribe;
    this.subscription = new Subscription(this);
  }

  /** Lets go of the callbacks that the last delivery may have needed. */
  forget() {
    this.terms = NO_TERMS;
  }
}

/** What is returned by `standIn`, and by no handler. */
const STAND_IN = /* @__PURE__ */ Object.freeze({});

/** Called where there is more to do than to call the handler, or nothing any more. */
const standIn = () => STAND_IN;

/** The caller's side. The static methods are for the bus: they are here for what is private. */
export class Subscription {
  #subscriber;
  /** What the delivery loop calls: the handler itself wherever that is all there is to do. @type {Handler} */
  #call = standIn;
  #delivered = 0;

  /** @param {Subscriber} subscriber */
  constructor(subscriber) {
    this.#subscriber = subscriber;
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
    return this.#delivered;
  }

  unsubscribe() {
    return this.#subscriber.unsubscribe(this.#subscriber);
  }

  [Symbol.dispose]() {
    this.unsubscribe();
  }

  /**
   * From now on its handler is called.
   *
   * @param {Subscription} subscription
   */
  static activate(subscription) {
    const { handler, terms } = subscription.#subscriber;
    const { once, where, mailbox } = terms;
    const isPlain = !once && where === undefined && mailbox === undefined;
    subscription.#call = isPlain && handler !== null ? handler : standIn;
  }

  /**
   * From now on it is not, in no publish that is under way either.
   *
   * @param {Subscription} subscription
   */
  static deactivate(subscription) {
    subscription.#call = standIn;
    subscription.#subscriber.handler = null;
  }

  /** @param {Subscription} subscription */
  static countDelivery(subscription) {
    subscription.#delivered++;
  }

  /**
   * Calls everyone, in order, whatever the others do.
   *
   * @param {import('./dispatcher.js').Dispatcher} dispatcher
   * @param {readonly Subscription[]} subscriptions
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} from the first of `subscriptions` to deliver to
   * @param {number} to the one behind the last
   * @returns {number} how many got it, or will
   */
  static deliver(dispatcher, subscriptions, topic, event, gathering, from, to) {
    let standIns = 0;
    let missed = 0;
    let index = from;
    while (index < to) {
      // One `try` around all calls, entered again behind a handler that threw: that costs less than
      // one around each.
      try {
        for (; index < to; index++) {
          const subscription = subscriptions[index];
          const call = subscription.#call;
          subscription.#delivered++;
          const result = call(topic, event, subscription);
          if (result === undefined) continue;
          const subscriber = subscription.#subscriber;
          if (result !== STAND_IN) {
            dispatcher.follow(result, subscriber, topic, event, gathering, index);
            continue;
          }
          subscription.#delivered--;
          standIns++;
          if (!dispatcher.deliverOnTerms(subscriber, topic, event, gathering, index)) missed++;
        }
      } catch (error) {
        const subscriber = subscriptions[index].#subscriber;
        dispatcher.fail(error, subscriber, topic, event, gathering, index, false);
        index++;
      }
    }
    dispatcher.delivered += to - from - standIns;
    return to - from - missed;
  }
}
