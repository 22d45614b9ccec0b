// Calls the handlers: in order, whatever the others do, and follows what they leave running.

import { Activity } from './activity.js';
import { captureContext } from './context.js';
import { HandlerTimeoutError, PublishDepthError } from './errors.js';
import { combine, report, surface } from './failures.js';
import { AFTER_ALL, Gathering } from './gathering.js';
import { Queue } from './queue.js';
import { Subscription } from './subscription.js';
import { asPromise } from './thenable.js';

/**
 * @typedef {import('./context.js').RunInContext} RunInContext
 * @typedef {import('./subscription.js').OnError} OnError
 * @typedef {import('./subscription.js').Subscriber} Subscriber
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

export class Dispatcher {
  published = 0;
  /** Of a publish under way, those to plain handlers are added when it ends. */
  delivered = 0;
  errors = 0;
  dropped = 0;
  activity = new Activity();

  #onError;
  #maxDepth;
  #remove;
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
  /** Removed while handlers ran, so that they may still need their onError. @type {Subscriber[]} */
  #departed = [];

  /**
   * @param {{ onError: OnError | undefined, order: 'nested' | 'fifo', maxDepth: number }} options
   * @param {(subscriber: Subscriber) => void} remove unsubscribes
   */
  constructor({ onError, order, maxDepth }, remove) {
    this.#onError = onError;
    this.#line = order === 'fifo' ? new Queue() : undefined;
    this.#maxDepth = maxDepth;
    this.#remove = remove;
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
    this.#begin(topic);
    if (this.#line !== undefined || this.#leftovers !== undefined) {
      return this.#publishAmongOthers(subscriptions, topic, event);
    }
    // The rest is #run() without what only others need: this is what a publish costs.
    const depth = this.#depth;
    this.#chain[depth] = topic;
    this.#depth = depth + 1;
    let delivered = -1;
    try {
      delivered = Subscription.deliver(
        this,
        subscriptions,
        topic,
        event,
        undefined,
        0,
        subscriptions.length,
      );
    } finally {
      this.#depth = depth;
      if (delivered === -1) this.#leftovers = undefined;
      if (this.#departed.length > 0) this.#forgetDeparted();
    }
    if (this.#leftovers !== undefined) throw this.#takeLeftovers();
    return delivered;
  }

  #takeLeftovers() {
    const leftovers = /** @type {unknown[]} */ (this.#leftovers);
    this.#leftovers = undefined;
    return combine(leftovers);
  }

  /**
   * @param {readonly Subscription[]} subscriptions
   * @param {string} topic
   * @param {unknown} event
   */
  #publishAmongOthers(subscriptions, topic, event) {
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
   * @param {Subscriber} subscriber
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @returns {boolean} whether it got the event, or will
   * @throws what the handler throws
   */
  deliverOnTerms(subscriber, topic, event, gathering, index) {
    if (subscriber.handler === null) return false; // removed since the publish began
    const { where, mailbox } = subscriber.terms;
    if (where !== undefined) {
      try {
        if (!where(topic, event)) return false;
      } catch (error) {
        this.fail(error, subscriber, topic, event, gathering, index, false);
        return false;
      }
      if (/** @type {unknown} */ (subscriber.handler) === null) return false; // by its `where`
    }
    if (mailbox !== undefined) return mailbox.post(topic, event, gathering, index);
    this.call(subscriber, topic, event, gathering, index);
    return true;
  }

  /**
   * Calls a handler and follows what it returns.
   *
   * @param {Subscriber} subscriber
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @param {() => void} [whenDone]
   * @returns {boolean} whether it goes on, by a promise; then `whenDone` is called at its end
   * @throws what the handler throws
   */
  call(subscriber, topic, event, gathering, index, whenDone) {
    const handler = /** @type {import('./subscription.js').Handler} */ (subscriber.handler);
    const { subscription } = subscriber;
    if (subscriber.terms.once) this.#remove(subscriber); // before the call, so that it is the only one
    this.delivered++;
    Subscription.countDelivery(subscription);
    const result = handler(topic, event, subscription);
    if (result === undefined) return false;
    return this.follow(result, subscriber, topic, event, gathering, index, whenDone);
  }

  /**
   * Sees to it that a promise of a handler, should it reject or take too long, is reported as if the
   * handler had thrown.
   *
   * @param {unknown} result what the handler returned
   * @param {Subscriber} subscriber
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @param {() => void} [whenDone]
   * @returns {boolean} whether it is a promise; then `whenDone` is called at its end
   * @throws whatever a getter of `then` throws
   */
  follow(result, subscriber, topic, event, gathering, index, whenDone) {
    const promise = asPromise(result);
    if (promise === undefined) return false;
    const { onError, timeoutMs } = subscriber.terms; // now, for it may be removed by then
    this.activity.begin();
    gathering?.expect();
    if (timeoutMs !== undefined || whenDone !== undefined) {
      this.#watch(promise, subscriber, topic, event, gathering, index, whenDone);
      return true;
    }
    promise.then(this.#whenFulfilled(gathering), (error) => {
      const left = this.#report(error, subscriber, topic, event, onError);
      if (gathering === undefined) surface(left);
      else gathering.fail(index, left);
      gathering?.settle();
      this.activity.end();
    });
    return true;
  }

  /**
   * Puts a delivery into a line of its subscriber.
   *
   * @template {Letter} L
   * @param {import('./bounded-queue.js').BoundedQueue<L>} queue
   * @param {L} letter
   * @param {Subscriber} subscriber
   * @returns {boolean} whether there was room, or will be
   */
  enqueue(queue, letter, subscriber) {
    const { topic, event, gathering, index } = letter;
    let taken = false;
    try {
      taken = queue.offer(letter, gathering !== undefined);
    } catch (error) {
      this.fail(error, subscriber, topic, event, gathering, index, false);
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
   * @param {Subscriber} subscriber
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @param {boolean} late whether its publisher is gone, unless it gathers
   */
  fail(error, subscriber, topic, event, gathering, index, late) {
    const left = this.#report(error, subscriber, topic, event, subscriber.terms.onError);
    if (gathering !== undefined) gathering.fail(index, left);
    else if (late) surface(left);
    else if (this.#leftovers !== undefined) this.#leftovers.push(...left);
    else if (left.length > 0) this.#leftovers = [...left];
  }

  /**
   * Lets go of what a removed subscriber holds, for plans and the caller may keep the rest of it.
   *
   * @param {Subscriber} subscriber
   */
  depart(subscriber) {
    this.#departed.push(subscriber);
    this.#forgetDeparted();
  }

  #forgetDeparted() {
    if (this.#depth > 0 || this.#late > 0) return;
    for (const subscriber of this.#departed) subscriber.forget();
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
   * @returns {number} how many got it
   */
  #run(subscriptions, topic, event, gathering, from, to) {
    const depth = this.#depth;
    this.#chain[depth] = topic; // first, for at the end of the stack it can fail
    this.#depth = depth + 1;
    const outerLeftovers = this.#leftovers;
    this.#leftovers = undefined;
    let leftovers;
    let delivered = 0;
    try {
      delivered =
        this.#line === undefined
          ? Subscription.deliver(this, subscriptions, topic, event, gathering, from, to)
          : this.#deliverInLine(subscriptions, topic, event, gathering, from, to);
    } finally {
      leftovers = this.#leftovers;
      this.#leftovers = outerLeftovers;
      this.#depth = depth;
      if (this.#departed.length > 0) this.#forgetDeparted();
    }
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
   * @returns {number} how many got it
   */
  #deliverInLine(subscriptions, topic, event, gathering, from, to) {
    if (this.#underWay)
      return Subscription.deliver(this, subscriptions, topic, event, gathering, from, to);
    this.#underWay = true;
    try {
      const delivered = Subscription.deliver(
        this,
        subscriptions,
        topic,
        event,
        gathering,
        from,
        to,
      );
      this.#deliverLine();
      return delivered;
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
            const delivered = Subscription.deliver(
              this,
              subscriptions,
              topic,
              event,
              gathering,
              0,
              length,
            );
            if (gathering === undefined) return;
            gathering.delivered += delivered;
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
   * For a promise that is waited for by its subscription too, or not for ever.
   *
   * @param {Promise<unknown>} promise
   * @param {Subscriber} subscriber
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @param {(() => void) | undefined} whenDone
   */
  #watch(promise, subscriber, topic, event, gathering, index, whenDone) {
    const { onError, timeoutMs } = subscriber.terms;
    let done = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;

    /** @param {unknown} error */
    const fail = (error) => {
      const left = this.#report(error, subscriber, topic, event, onError);
      if (gathering !== undefined && !done) gathering.fail(index, left);
      // After a timeout the publisher was told already: it need not hear what came of the promise.
      else if (!done || left.length > 1) surface(left);
    };
    const finish = () => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      gathering?.settle();
      whenDone?.();
    };

    if (timeoutMs !== undefined) {
      timer = setTimeout(() => {
        fail(new HandlerTimeoutError(topic, timeoutMs));
        finish();
      }, timeoutMs);
    }
    promise.then(
      () => {
        finish();
        this.activity.end();
      },
      (error) => {
        fail(error);
        finish();
        this.activity.end();
      },
    );
  }

  /**
   * What to do when a promise of a handler is fulfilled, if that is all there is to it: one function
   * for all promises of a publish, as it costs something to make one.
   *
   * @param {Gathering | undefined} gathering
   */
  #whenFulfilled(gathering) {
    if (gathering === undefined) return this.#endActivity;
    gathering.whenFulfilled ??= () => {
      gathering.settle();
      this.activity.end();
    };
    return gathering.whenFulfilled;
  }

  #endActivity = () => this.activity.end();

  /**
   * @param {unknown} error
   * @param {Subscriber} subscriber
   * @param {string} topic
   * @param {unknown} event
   * @param {OnError | 'throw' | undefined} onError the subscription's
   * @returns {readonly unknown[]} what nobody took
   */
  #report(error, subscriber, topic, event, onError) {
    this.errors++;
    return report(error, topic, event, subscriber, onError, this.#onError);
  }
}
