// Calls the handlers: in order, whatever the others do.

import { Activity } from './activity.js';
import { captureContext } from './context.js';
import { argumentTypeError, PublishDepthError } from './errors.js';
import { combine, report, surface } from './failures.js';
import { Following } from './following.js';
import { AFTER_ALL, Gathering } from './gathering.js';
import { Queue } from './queue.js';
import { STAND_IN, Subscription } from './subscription.js';
import { asPromise } from './thenable.js';

/**
 * @typedef {import('./context.js').RunInContext} RunInContext
 * @typedef {import('./subscription.js').Handler} Handler
 * @typedef {import('./subscription.js').OnError} OnError
 *
 * @typedef {object} Waiting a publish in line, by the order 'fifo'
 * @property {readonly Subscription[]} subscriptions
 * @property {string} topic
 * @property {unknown} event
 * @property {Gathering | undefined} gathering of a publishAsync
 * @property {boolean} serial
 * @property {string[]} chain the topics of the publishes that caused it, its own last
 * @property {RunInContext} runInContext of its publisher
 *
 * @typedef {object} Letter a delivery that waits in a mailbox or in the buffer of an iterator
 * @property {string} topic
 * @property {unknown} event
 * @property {Gathering | undefined} gathering of its publishAsync
 * @property {number} index of the handler in delivery order
 */

/** What a call threw, in the place of what it returned. */
class Thrown {
  /** @param {unknown} error */
  constructor(error) {
    this.error = error;
  }
}

/**
 * @param {unknown} outcome of a call: what it returned, or a Thrown
 * @returns {unknown} what it returned
 * @throws what it threw
 */
function resultOf(outcome) {
  if (outcome instanceof Thrown) throw outcome.error;
  return outcome;
}

/**
 * @param {unknown} answer of a `where`
 * @throws if it is a promise, for that would be a yes to everything
 */
function isWanted(answer) {
  if (asPromise(answer) === undefined) return answer;
  throw argumentTypeError('where', 'must answer at once', answer);
}

export class Dispatcher {
  published = 0;
  /** Exact between publishes: of one under way, those to plain handlers are counted all at once. */
  delivered = 0;
  errors = 0;
  dropped = 0;
  activity = new Activity();
  following = new Following(this.activity, (...told) => this.#report(...told));

  #onError;
  #maxDepth;
  /** Publishes this deep, or deeper, are not plain: they fail, or have to wait in a line. */
  #maxPlainDepth;
  /**
   * The topics of the publishes that are under way, the outermost first; what stands at `#depth`
   * and above is of publishes that have ended.
   *
   * @type {string[]}
   */
  #chain = [];
  #depth = 0;
  /** By the order 'fifo', what waits for the publish under way. @type {Queue<Waiting> | undefined} */
  #line;
  /** By the order 'fifo', whether a publish is under way, so that others wait for it. */
  #underWay = false;
  /** Of the publish under way, what no onError took. @type {unknown[] | undefined} */
  #leftovers;
  /** How many deliveries that had to wait are under way, one in a handler of the other. */
  #late = 0;
  /** Removed while handlers ran, so that they may still need their onError. @type {Subscription[]} */
  #departed = [];

  /**
   * @param {{ onError: OnError | undefined, order: 'nested' | 'fifo', maxDepth: number }} options
   */
  constructor({ onError, order, maxDepth }) {
    this.#onError = onError;
    this.#line = order === 'fifo' ? new Queue() : undefined;
    this.#maxDepth = maxDepth;
    this.#maxPlainDepth = order === 'fifo' ? 0 : maxDepth;
  }

  /** A copy of the topics of the publishes that are under way, the outermost first. */
  get chain() {
    return this.#chain.slice(0, this.#depth);
  }

  /**
   * @param {readonly Subscription[]} subscriptions in delivery order
   * @param {string} topic
   * @param {unknown} event
   * @returns {number} how many got it, or will
   */
  publish(subscriptions, topic, event) {
    const depth = this.#depth;
    if (depth >= this.#maxPlainDepth) {
      return this.#publishAmongOthers(subscriptions, topic, event);
    }
    // The rest is what most publishes are: a few calls that return nothing. Each stands at a place of
    // its own, since V8 inlines what a place calls if that is one handler again and again, as where a
    // tracer comes first for every topic. A loop is one place for all handlers, and inlines none.
    // As soon as there is more to do, #run() goes on.
    const { length } = subscriptions;
    const { begin } = Subscription;
    let index = 0;
    let one;
    /** @type {unknown} */
    let result;
    this.published++;
    this.#chain[depth] = topic;
    this.#depth = depth + 1;
    try {
      // biome-ignore lint/suspicious/noConfusingLabels: there is no loop, and that is the point
      calls: {
        if (index === length) break calls;
        one = subscriptions[index];
        result = begin(one)(topic, event, one);
        if (result !== undefined) break calls;
        if (++index === length) break calls;
        one = subscriptions[index];
        result = begin(one)(topic, event, one);
        if (result !== undefined) break calls;
        if (++index === length) break calls;
        one = subscriptions[index];
        result = begin(one)(topic, event, one);
        if (result !== undefined) break calls;
        if (++index === length) break calls;
        one = subscriptions[index];
        result = begin(one)(topic, event, one);
        if (result !== undefined) break calls;
        if (++index === length) break calls;
        one = subscriptions[index];
        result = begin(one)(topic, event, one);
        if (result !== undefined) break calls;
        if (++index === length) break calls;
        one = subscriptions[index];
        result = begin(one)(topic, event, one);
        if (result !== undefined) break calls;
        if (++index === length) break calls;
        one = subscriptions[index];
        result = begin(one)(topic, event, one);
        if (result !== undefined) break calls;
        if (++index === length) break calls;
        one = subscriptions[index];
        result = begin(one)(topic, event, one);
        if (result !== undefined) break calls;
        index++;
      }
    } catch (error) {
      this.#depth = depth; // first, for at the end of the stack the call fails too
      return this.#goOn(subscriptions, topic, event, index, new Thrown(error));
    }
    this.#depth = depth;
    if (index < length) return this.#goOn(subscriptions, topic, event, index, result);
    this.delivered += length;
    if (this.#departed.length > 0) this.#forgetDeparted();
    return length;
  }

  /**
   * Does what is left of a publish.
   *
   * @param {readonly Subscription[]} subscriptions
   * @param {string} topic
   * @param {unknown} event
   * @param {number} index of who is next
   * @param {unknown} outcome of the call of who is next, if it was made: a Thrown, or not undefined
   * @returns {number} how many of all got it, or will
   */
  #goOn(subscriptions, topic, event, index, outcome) {
    this.delivered += index;
    const { length } = subscriptions;
    return index + this.#run(subscriptions, topic, event, undefined, index, length, outcome);
  }

  /**
   * Calls everyone, in order, whatever the others do.
   *
   * @param {readonly Subscription[]} subscriptions
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} from the first of `subscriptions` to deliver to
   * @param {number} to the one behind the last
   * @param {unknown} [outcome] of the call of the first, if it was made already
   * @returns {number} how many did not get it, and will not
   */
  #deliver(subscriptions, topic, event, gathering, from, to, outcome) {
    this.delivered += to - from;
    let missed = 0;
    let index = from;
    while (index < to) {
      // One `try` around all calls, entered again behind a handler that threw: that costs less than
      // one around each.
      try {
        for (; index < to; index++) {
          const subscription = subscriptions[index];
          const result =
            outcome !== undefined && index === from
              ? resultOf(outcome)
              : Subscription.begin(subscription)(topic, event, subscription);
          if (result === undefined) continue;
          missed += this.#conclude(result, subscription, topic, event, gathering, index);
        }
      } catch (error) {
        this.fail(error, subscriptions[index], topic, event, gathering, index, false);
        index++;
      }
    }
    return missed;
  }

  /**
   * Does what is left to do where a call returned something.
   *
   * @param {unknown} result
   * @param {Subscription} subscription
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @returns {0 | 1} how many did not get the event
   * @throws what the handler throws
   */
  #conclude(result, subscription, topic, event, gathering, index) {
    if (result !== STAND_IN) {
      this.following.follow(result, subscription, topic, event, gathering, index);
      return 0;
    }
    Subscription.count(subscription, -1);
    this.delivered--;
    return this.#deliverOnTerms(subscription, topic, event, gathering, index) ? 0 : 1;
  }

  /**
   * @param {readonly Subscription[]} subscriptions
   * @param {string} topic
   * @param {unknown} event
   */
  #publishAmongOthers(subscriptions, topic, event) {
    this.#begin(topic);
    if (this.#underWay) {
      this.#wait(subscriptions, topic, event, undefined, false);
      return subscriptions.length;
    }
    return this.#run(subscriptions, topic, event, undefined, 0, subscriptions.length);
  }

  /**
   * Begins a publish whose outcomes are gathered; `publishAsync` has to follow.
   *
   * @param {string} topic
   */
  gather(topic) {
    this.#begin(topic);
    return new Gathering();
  }

  /**
   * @param {readonly Subscription[]} subscriptions in delivery order
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering} gathering from `gather`
   * @param {boolean} serial
   */
  publishAsync(subscriptions, topic, event, gathering, serial) {
    if (this.#underWay) {
      this.#wait(subscriptions, topic, event, gathering, serial);
    } else if (serial) {
      this.#deliverSerially(subscriptions, topic, event, gathering);
    } else {
      this.#run(subscriptions, topic, event, gathering, 0, subscriptions.length);
      gathering.settle();
    }
  }

  /**
   * Delivers where that is not just a call of the handler.
   *
   * @param {Subscription} subscription
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @returns {boolean} whether it got the event, or will
   * @throws what the handler throws
   */
  #deliverOnTerms(subscription, topic, event, gathering, index) {
    if (Subscription.handlerOf(subscription) === null) return false; // since the publish began
    const { where, mailbox } = Subscription.termsOf(subscription);
    if (where !== undefined) {
      try {
        if (!isWanted(where(topic, event))) return false;
      } catch (error) {
        this.fail(error, subscription, topic, event, gathering, index, false);
        return false;
      }
      if (Subscription.handlerOf(subscription) === null) return false; // by its `where`
    }
    if (mailbox !== undefined) return mailbox.post(topic, event, gathering, index);
    this.call(subscription, topic, event, gathering, index);
    return true;
  }

  /**
   * Calls a handler and follows what it returns.
   *
   * @param {Subscription} subscription
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @param {() => void} [whenDone]
   * @returns {boolean} whether it goes on, by a promise; then `whenDone` is called at its end
   * @throws what the handler throws
   */
  call(subscription, topic, event, gathering, index, whenDone) {
    const handler = /** @type {Handler} */ (Subscription.handlerOf(subscription));
    const { once } = Subscription.termsOf(subscription);
    if (once) Subscription.useUp(subscription); // before the call, so that it is the only one
    this.delivered++;
    Subscription.count(subscription, 1);
    const result = handler(topic, event, subscription);
    if (result === undefined) return false;
    return this.following.follow(result, subscription, topic, event, gathering, index, whenDone);
  }

  /**
   * Puts a delivery into a line of its subscription.
   *
   * @template {Letter} L
   * @param {import('./bounded-queue.js').BoundedQueue<L>} queue
   * @param {L} letter
   * @param {Subscription} subscription
   * @returns {boolean} whether there was room, or will be
   */
  enqueue(queue, letter, subscription) {
    const { topic, event, gathering, index } = letter;
    let taken = false;
    try {
      taken = queue.offer(letter, gathering !== undefined);
    } catch (error) {
      this.fail(error, subscription, topic, event, gathering, index, false);
    }
    if (taken) gathering?.whenOver(() => queue.withdraw(letter));
    return taken;
  }

  /**
   * Runs a delivery that had to wait in a mailbox.
   *
   * @param {readonly string[]} chain of the publishes that caused it
   * @param {boolean} follows whether what caused it ran just before, without a pause
   * @param {() => void} run
   */
  runLater(chain, follows, run) {
    const outer = this.#chain;
    const depth = this.#depth;
    // What runs while its causes still do, or at once behind them, is as deep as they are.
    this.#continue(follows || depth > 0 ? [...chain] : []);
    this.#late++;
    try {
      run();
    } finally {
      this.#late--;
      this.#chain = outer;
      this.#depth = depth;
      this.#forgetDeparted();
    }
  }

  /**
   * Reports an error that a handler threw, or that kept its event from it.
   *
   * @param {unknown} error
   * @param {Subscription} subscription
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @param {boolean} late whether its publisher is gone, unless it gathers
   */
  fail(error, subscription, topic, event, gathering, index, late) {
    const { onError } = Subscription.termsOf(subscription);
    const left = this.#report(error, subscription, topic, event, onError);
    if (gathering !== undefined) gathering.fail(index, left);
    else if (late) surface(left);
    else if (this.#leftovers !== undefined) this.#leftovers.push(...left);
    else if (left.length > 0) this.#leftovers = [...left];
  }

  /**
   * Lets go of what a removed subscription holds, for plans and the caller may keep the rest of it.
   *
   * @param {Subscription} subscription
   */
  depart(subscription) {
    this.#departed.push(subscription);
    this.#forgetDeparted();
  }

  #forgetDeparted() {
    if (this.#depth > 0 || this.#late > 0) return;
    for (const subscription of this.#departed) Subscription.forget(subscription);
    this.#departed.length = 0;
  }

  /** @param {string} topic */
  #begin(topic) {
    if (this.#depth >= this.#maxDepth) {
      throw new PublishDepthError([...this.chain, topic], this.#maxDepth);
    }
    this.published++;
  }

  /**
   * Makes publishes from now on as deep as `chain` is long.
   *
   * @param {string[]} chain
   */
  #continue(chain) {
    this.#chain = chain;
    this.#depth = chain.length;
  }

  /**
   * @param {readonly Subscription[]} subscriptions
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {boolean} serial
   */
  #wait(subscriptions, topic, event, gathering, serial) {
    const chain = [...this.chain, topic];
    const runInContext = captureContext();
    const line = /** @type {Queue<Waiting>} */ (this.#line);
    line.push({ subscriptions, topic, event, gathering, serial, chain, runInContext });
  }

  /**
   * Delivers, and after that what came into line meanwhile. Errors that nobody takes go to
   * `gathering`; without one, they are thrown when everyone was called.
   *
   * @param {readonly Subscription[]} subscriptions
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} from the first of `subscriptions` to deliver to
   * @param {number} to the one behind the last
   * @param {unknown} [outcome] of the call of the first, if it was made already
   * @returns {number} how many got it
   */
  #run(subscriptions, topic, event, gathering, from, to, outcome) {
    const depth = this.#depth;
    this.#chain[depth] = topic; // first, for at the end of the stack it can fail
    this.#depth = depth + 1;
    const outerLeftovers = this.#leftovers;
    this.#leftovers = undefined;
    let leftovers;
    let missed = 0;
    try {
      missed =
        this.#line === undefined
          ? this.#deliver(subscriptions, topic, event, gathering, from, to, outcome)
          : this.#deliverInLine(subscriptions, topic, event, gathering, from, to);
    } finally {
      leftovers = this.#leftovers;
      this.#leftovers = outerLeftovers;
      this.#depth = depth;
      if (this.#departed.length > 0) this.#forgetDeparted();
    }
    const delivered = to - from - missed;
    if (gathering !== undefined) gathering.delivered += delivered;
    if (leftovers === undefined) return delivered;
    if (gathering === undefined) throw combine(leftovers);
    gathering.fail(AFTER_ALL, leftovers);
    return delivered;
  }

  /**
   * @param {readonly Subscription[]} subscriptions
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} from
   * @param {number} to
   * @returns {number} how many did not get it, and will not
   */
  #deliverInLine(subscriptions, topic, event, gathering, from, to) {
    if (this.#underWay) return this.#deliver(subscriptions, topic, event, gathering, from, to);
    this.#underWay = true;
    try {
      const missed = this.#deliver(subscriptions, topic, event, gathering, from, to);
      this.#deliverLine();
      return missed;
    } finally {
      this.#underWay = false;
    }
  }

  #deliverLine() {
    const line = /** @type {Queue<Waiting>} */ (this.#line);
    const outer = this.#chain;
    const depth = this.#depth;
    try {
      for (let next = line.shift(); next !== undefined; next = line.shift()) {
        const { subscriptions, topic, event, gathering, serial, chain, runInContext } = next;
        this.#continue(chain);
        runInContext(() => {
          if (gathering !== undefined && serial) {
            this.#depth--; // for the topic is put back with each handler
            this.#deliverSerially(subscriptions, topic, event, gathering);
          } else {
            const { length } = subscriptions;
            const missed = this.#deliver(subscriptions, topic, event, gathering, 0, length);
            if (gathering === undefined) return;
            gathering.delivered += length - missed;
            gathering.settle();
          }
        });
      }
    } finally {
      this.#chain = outer;
      this.#depth = depth;
    }
  }

  /**
   * One handler after the other, each when the one before is done.
   *
   * @param {readonly Subscription[]} subscriptions
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering} gathering
   */
  async #deliverSerially(subscriptions, topic, event, gathering) {
    this.activity.begin();
    for (let index = 0; index < subscriptions.length; index++) {
      const step = new Gathering();
      this.#run(subscriptions, topic, event, step, index, index + 1);
      gathering.whenOver(() => step.end()); // at once, if it is over
      step.settle();
      gathering.fail(index, await step.errors());
      gathering.delivered += step.delivered;
    }
    gathering.settle();
    this.activity.end();
  }

  /**
   * @param {unknown} error
   * @param {Subscription} subscription
   * @param {string} topic
   * @param {unknown} event
   * @param {OnError | 'throw' | undefined} onError the subscription's
   * @returns {readonly unknown[]} what nobody took
   */
  #report(error, subscription, topic, event, onError) {
    this.errors++;
    return report(error, topic, event, subscription, onError, this.#onError);
  }
}
