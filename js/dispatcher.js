// Calls the handlers: in order, whatever the others do, and follows what they leave running.

import { Activity } from './activity.js';
import { captureContext } from './context.js';
import { HandlerTimeoutError, PublishDepthError } from './errors.js';
import { combine, report, surface } from './failures.js';
import { AFTER_ALL, Gathering } from './gathering.js';
import { Queue } from './queue.js';
import { asPromise } from './thenable.js';

/**
 * @typedef {import('./context.js').RunInContext} RunInContext
 * @typedef {import('./subscription.js').OnError} OnError
 * @typedef {import('./subscription.js').Subscriber} Subscriber
 *
 * @typedef {object} Waiting a publish in line, by the order 'fifo'
 * @property {readonly Subscriber[]} subscribers
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
  delivered = 0;
  errors = 0;
  dropped = 0;
  activity = new Activity();

  #onError;
  #fifo;
  #maxDepth;
  #remove;
  /** The topics of the publishes that are under way, the outermost first. @type {string[]} */
  #chain = [];
  /** By the order 'fifo', whether a publish is under way, so that others wait for it. */
  #underWay = false;
  /** What waits for it. @type {Queue<Waiting>} */
  #line = new Queue();
  /** Of the publish under way, what no onError took. @type {unknown[] | undefined} */
  #leftovers;
  /** How many deliveries are under way, one in a handler of the other. */
  #busy = 0;
  /** Removed while any was, so that they may still need their onError. @type {Subscriber[]} */
  #departed = [];

  /**
   * @param {{ onError: OnError | undefined, order: 'nested' | 'fifo', maxDepth: number }} options
   * @param {(subscriber: Subscriber) => void} remove unsubscribes
   */
  constructor({ onError, order, maxDepth }, remove) {
    this.#onError = onError;
    this.#fifo = order === 'fifo';
    this.#maxDepth = maxDepth;
    this.#remove = remove;
  }

  /** A copy of the topics of the publishes that are under way, the outermost first. */
  get chain() {
    return [...this.#chain];
  }

  /**
   * @param {readonly Subscriber[]} subscribers in delivery order
   * @param {string} topic
   * @param {unknown} event
   * @returns {number} how many got it, or will
   */
  publish(subscribers, topic, event) {
    this.#begin(topic);
    if (this.#underWay) {
      this.#wait(subscribers, topic, event, undefined, false);
      return subscribers.length;
    }
    return this.#run(subscribers, topic, event, undefined, 0, subscribers.length);
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
   * @param {readonly Subscriber[]} subscribers in delivery order
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering} gathering from `gather`
   * @param {boolean} serial
   */
  publishAsync(subscribers, topic, event, gathering, serial) {
    if (this.#underWay) {
      this.#wait(subscribers, topic, event, gathering, serial);
    } else if (serial) {
      this.#deliverSerially(subscribers, topic, event, gathering);
    } else {
      this.#run(subscribers, topic, event, gathering, 0, subscribers.length);
      gathering.settle();
    }
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
    if (subscriber.once) this.#remove(subscriber); // before the call, so that it is the only one
    this.delivered++;
    subscriber.delivered++;
    const result = handler(topic, event, subscriber.subscription);
    if (result === undefined) return false;
    const promise = asPromise(result);
    if (promise === undefined) return false;
    this.#follow(promise, subscriber, topic, event, gathering, index, whenDone);
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
    // What runs while its causes still do, or at once behind them, is as deep as they are.
    this.#chain = follows || outer.length > 0 ? [...chain] : [];
    this.#busy++;
    try {
      run();
    } finally {
      this.#chain = outer;
      this.#leave();
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
    const left = this.#report(error, subscriber, topic, event, subscriber.onError);
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
    if (this.#busy === 0) subscriber.forget();
    else this.#departed.push(subscriber);
  }

  /** @param {string} topic */
  #begin(topic) {
    if (this.#chain.length >= this.#maxDepth) {
      throw new PublishDepthError([...this.#chain, topic], this.#maxDepth);
    }
    this.published++;
  }

  /**
   * @param {readonly Subscriber[]} subscribers
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {boolean} serial
   */
  #wait(subscribers, topic, event, gathering, serial) {
    const chain = [...this.#chain, topic];
    const runInContext = captureContext();
    this.#line.push({ subscribers, topic, event, gathering, serial, chain, runInContext });
  }

  /**
   * Delivers, and after that what came into line meanwhile. Errors that nobody takes go to
   * `gathering`; without one, they are thrown when everyone was called.
   *
   * @param {readonly Subscriber[]} subscribers
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} from the first of `subscribers` to deliver to
   * @param {number} to the one behind the last
   * @returns {number} how many got it
   */
  #run(subscribers, topic, event, gathering, from, to) {
    // The only one of these that can fail, at the end of the stack; so it comes before the others.
    const depth = this.#chain.push(topic);
    const outerLeftovers = this.#leftovers;
    this.#leftovers = undefined;
    const outermost = this.#fifo && !this.#underWay;
    if (outermost) this.#underWay = true;
    this.#busy++;
    let leftovers;
    let delivered = 0;
    try {
      delivered = this.#deliver(subscribers, topic, event, gathering, from, to);
      if (outermost) this.#deliverLine();
    } finally {
      if (outermost) this.#underWay = false;
      leftovers = this.#leftovers;
      this.#leftovers = outerLeftovers;
      this.#chain.length = depth - 1;
      this.#leave();
    }
    if (leftovers === undefined) return delivered;
    if (gathering === undefined) throw combine(leftovers);
    gathering.fail(AFTER_ALL, leftovers);
    return delivered;
  }

  #leave() {
    if (--this.#busy > 0 || this.#departed.length === 0) return;
    for (const subscriber of this.#departed) subscriber.forget();
    this.#departed.length = 0;
  }

  #deliverLine() {
    const outer = this.#chain;
    try {
      for (let next = this.#line.shift(); next !== undefined; next = this.#line.shift()) {
        const { subscribers, topic, event, gathering, serial, chain, runInContext } = next;
        this.#chain = chain;
        runInContext(() => {
          if (gathering !== undefined && serial) {
            chain.pop(); // for it is put back with each handler
            this.#deliverSerially(subscribers, topic, event, gathering);
          } else {
            this.#deliver(subscribers, topic, event, gathering, 0, subscribers.length);
            gathering?.settle();
          }
        });
      }
    } finally {
      this.#chain = outer;
    }
  }

  /**
   * Calls everyone.
   *
   * @param {readonly Subscriber[]} subscribers
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} from
   * @param {number} to
   * @returns {number} how many got it
   */
  #deliver(subscribers, topic, event, gathering, from, to) {
    let delivered = 0;
    let index = from;
    while (index < to) {
      // One `try` around all calls, entered again behind a handler that threw: that costs less than
      // one around each.
      try {
        for (; index < to; index++) {
          const subscriber = subscribers[index];
          if (subscriber.handler === null) continue; // removed since the publish began
          const { where, mailbox } = subscriber;
          if (where !== undefined) {
            if (!where(topic, event) || subscriber.handler === null) continue;
          }
          delivered++;
          if (mailbox === undefined) {
            this.call(subscriber, topic, event, gathering, index);
          } else if (!mailbox.post(topic, event, gathering, index)) {
            delivered--;
          }
        }
      } catch (error) {
        const subscriber = subscribers[index];
        this.fail(error, subscriber, topic, event, gathering, index, false);
        index++;
      }
    }
    if (gathering !== undefined) gathering.delivered += delivered;
    return delivered;
  }

  /**
   * One handler after the other, each when the one before is done.
   *
   * @param {readonly Subscriber[]} subscribers
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering} gathering
   */
  async #deliverSerially(subscribers, topic, event, gathering) {
    this.activity.begin();
    for (let index = 0; index < subscribers.length; index++) {
      const step = new Gathering();
      this.#run(subscribers, topic, event, step, index, index + 1);
      gathering.whenOver(() => step.end()); // at once, if it is over
      step.settle();
      gathering.fail(index, await step.errors());
      gathering.delivered += step.delivered;
    }
    gathering.settle();
    this.activity.end();
  }

  /**
   * Sees to it that a promise of a handler, should it reject or take too long, is reported as if the
   * handler had thrown.
   *
   * @param {Promise<unknown>} promise
   * @param {Subscriber} subscriber
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @param {(() => void) | undefined} whenDone
   */
  #follow(promise, subscriber, topic, event, gathering, index, whenDone) {
    const { onError, timeoutMs } = subscriber; // now, for it may be removed by then
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

    this.activity.begin();
    gathering?.expect();
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
   * @param {unknown} error
   * @param {Subscriber} subscriber
   * @param {string} topic
   * @param {unknown} event
   * @param {OnError | undefined} onError the subscription's
   * @returns {readonly unknown[]} what nobody took
   */
  #report(error, subscriber, topic, event, onError) {
    this.errors++;
    return report(error, topic, event, subscriber, onError, this.#onError);
  }
}
