// The outcomes of one publishAsync, as they come in.

import { combine, surface } from './failures.js';

/** Sorts what a queued publish of others left behind what the handlers did. */
export const AFTER_ALL = Number.MAX_SAFE_INTEGER;

export class Gathering {
  /** Handlers that got the event. */
  delivered = 0;
  /** Handlers that are not done, and the publish itself until it has called everyone. */
  #pending = 1;
  /** @type {{ index: number, errors: readonly unknown[] }[]} */
  #failures = [];
  #abandoned = false;
  #over = false;
  /** To be called when all are done. @type {() => void} */
  #whenDone = () => {};
  /** @type {(reason: unknown) => void} */
  #reject = () => {};
  /** To be called when it is over, one way or the other. @type {(() => void)[]} */
  #whenOver = [];

  /** One more handler is not done yet. */
  expect() {
    this.#pending++;
  }

  /** One of them is done. */
  settle() {
    if (--this.#pending === 0) this.#whenDone();
  }

  /**
   * @param {number} index of the handler in delivery order
   * @param {readonly unknown[]} errors which nobody took
   */
  fail(index, errors) {
    if (errors.length === 0) return;
    if (this.#abandoned) surface(errors);
    else this.#failures.push({ index, errors });
  }

  /** @param {() => void} callback for the end, also if that is an abort, or was */
  whenOver(callback) {
    if (this.#over) callback();
    else this.#whenOver.push(callback);
  }

  /**
   * Stops the waiting, not the handlers. Errors that nobody takes have nobody to go to any more.
   *
   * @param {unknown} reason
   */
  abandon(reason) {
    if (this.#abandoned || this.#pending === 0) return;
    this.#abandoned = true;
    this.#reject(reason);
    surface(this.#takeErrors());
    this.end();
  }

  /** Tells those who wait for the end. */
  end() {
    this.#over = true;
    for (const callback of this.#whenOver.splice(0)) callback();
  }

  /**
   * @returns {Promise<number>} the number of handlers that got the event, as soon as all of them
   *   are done; rejects with what was left of their errors, in delivery order
   */
  result() {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      this.#done(() => {
        const errors = this.#takeErrors();
        if (errors.length === 0) resolve(this.delivered);
        else reject(combine(errors));
        this.end();
      });
    });
  }

  /** @returns {Promise<readonly unknown[]>} what is left of the errors when all are done */
  errors() {
    return new Promise((resolve) => this.#done(() => resolve(this.#takeErrors())));
  }

  /** @param {() => void} callback */
  #done(callback) {
    if (this.#pending === 0) callback();
    else this.#whenDone = callback;
  }

  #takeErrors() {
    const failures = this.#failures.sort((a, b) => a.index - b.index);
    this.#failures = [];
    return failures.flatMap(({ errors }) => errors);
  }
}
