// What handlers leave running: their promises, followed to their end.

import { HandlerTimeoutError } from './errors.js';
import { surface } from './failures.js';
import { Subscription } from './subscription.js';
import { asPromise } from './thenable.js';

/**
 * @typedef {import('./activity.js').Activity} Activity
 * @typedef {import('./gathering.js').Gathering} Gathering
 * @typedef {import('./subscription.js').OnError} OnError
 *
 * @callback Report
 * @param {unknown} error
 * @param {Subscription} subscription
 * @param {string} topic
 * @param {unknown} event
 * @param {OnError | 'throw' | undefined} onError the subscription's
 * @returns {readonly unknown[]} what nobody took
 */

export class Following {
  #activity;
  #report;

  /**
   * @param {Activity} activity
   * @param {Report} report
   */
  constructor(activity, report) {
    this.#activity = activity;
    this.#report = report;
  }

  /**
   * Sees to it that a promise of a handler, should it reject or take too long, is reported as if the
   * handler had thrown.
   *
   * @param {unknown} result what the handler returned
   * @param {Subscription} subscription
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @param {() => void} [whenDone]
   * @returns {boolean} whether it is a promise; then `whenDone` is called at its end
   * @throws whatever a getter of `then` throws
   */
  follow(result, subscription, topic, event, gathering, index, whenDone) {
    const promise = asPromise(result);
    if (promise === undefined) return false;
    const { onError, timeoutMs } = Subscription.termsOf(subscription); // now, for it may be removed by then
    this.#activity.begin();
    gathering?.expect();
    if (timeoutMs !== undefined || whenDone !== undefined) {
      this.#watch(promise, subscription, topic, event, gathering, index, whenDone);
      return true;
    }
    promise.then(this.#whenFulfilled(gathering), (error) => {
      const left = this.#report(error, subscription, topic, event, onError);
      if (gathering === undefined) surface(left);
      else gathering.fail(index, left);
      gathering?.settle();
      this.#activity.end();
    });
    return true;
  }

  /**
   * For a promise that is waited for by its subscription too, or not for ever.
   *
   * @param {Promise<unknown>} promise
   * @param {Subscription} subscription
   * @param {string} topic
   * @param {unknown} event
   * @param {Gathering | undefined} gathering
   * @param {number} index
   * @param {(() => void) | undefined} whenDone
   */
  #watch(promise, subscription, topic, event, gathering, index, whenDone) {
    const { onError, timeoutMs } = Subscription.termsOf(subscription);
    let done = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;

    /** @param {unknown} error */
    const fail = (error) => {
      const left = this.#report(error, subscription, topic, event, onError);
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
        this.#activity.end();
      },
      (error) => {
        fail(error);
        finish();
        this.#activity.end();
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
      this.#activity.end();
    };
    return gathering.whenFulfilled;
  }

  #endActivity = () => this.#activity.end();
}
