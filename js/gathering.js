// The outcomes of one publishAsync, as they come in.

import { combine, surface } from './failures.js';

/** Sorts what a queued publish of others left behind what the handlers did. */
export const AFTER_ALL = Number.MAX_SAFE_INTEGER;

export class Gathering {
  /** See `Subscription.kept`. */
  static kept = /* @__PURE__ */ new Gathering();

  /** Handlers that got the event. */
  delivered = 0;
  /**
   * For promises of handlers: one for all of them, made with the first.
   *
   * @type {(() => void) | undefined}
   */
  whenFulfilled;
  /** Handlers that are not done, and the publish itself until it has called everyone. */
  #pending = 1;
  /** @type {{ index: number, errors: readonly unknown[] }[] | undefined} */
  #failures;
  /** Set when nobody waits any more. @type {{ reason: unknown } | undefined} */
  #abandonment;
  #over = false;
  /** To be called when all are done, or nobody waits for that. @type {(() => void) | undefined} */
  #whenDone;
  /** To be called when it is over, one way or the other. @type {(() => void)[] | undefined} */
  #whenOver;

  /** One more handler is not done yet. */
  expect() {
    this.#pending++;
  }

  /** One of them is done. */
  settle() {
    if (--this.#pending === 0) this.#whenDone?.();
  }

  /**
   * @param {number} index of the handler in delivery order
   * @param {readonly unknown[]} errors which nobody took
   */
  fail(index, errors) {
    if (errors.length === 0) return;
    if (this.#abandonment !== undefined) surface(errors);
    else if (this.#failures === undefined) this.#failures = [{ index, errors }];
    else this.#failures.push({ index, errors });
  }

  /** @param {() => void} callback for the end, also if that is an abort, or was */
  whenOver(callback) {
    if (this.#over) callback();
    else if (this.#whenOver === undefined) this.#whenOver = [callback];
    else this.#whenOver.push(callback);
  }

  /**
   * Stops the waiting, not the handlers. Errors that nobody takes have nobody to go to any more.
   *
   * @param {unknown} reason
   */
  abandon(reason) {
    if (this.#abandonment !== undefined || this.#pending === 0) return;
    this.#abandonment = { reason };
    this.#whenDone?.();
    this.#whenDone = undefined; // which is called once
    surface(this.#takeErrors());
    this.end();
  }

  /** Tells those who wait for the end. */
  end() {
    this.#over = true;
    const callbacks = this.#whenOver;
    this.#whenOver = undefined;
    if (callbacks !== undefined) for (const callback of callbacks) callback();
  }

  /**
   * @returns {Promise<number>} the number of handlers that got the event, as soon as all of them
   *   are done; rejects with what was left of their errors, in delivery order
   */
  result() {
    if (this.#isOver() && this.#failures === undefined && this.#abandonment === undefined) {
      this.end();
      return Promise.resolve(this.delivered);
    }
    return new Promise((resolve, reject) => this.#onceOver(() => this.#conclude(resolve, reject)));
  }

  /** @returns {Promise<readonly unknown[]>} what is left of the errors when all are done */
  errors() {
    return new Promise((resolve) => this.#onceOver(() => resolve(this.#takeErrors())));
  }

  #isOver() {
    return this.#pending === 0 || this.#abandonment !== undefined;
  }

  /** @param {() => void} callback */
  #onceOver(callback) {
    if (this.#isOver()) callback();
    else this.#whenDone = callback;
  }

  /**
   * @param {(delivered: number) => void} resolve
   * @param {(error: unknown) => void} reject
   */
  #conclude(resolve, reject) {
    if (this.#abandonment !== undefined) {
      reject(this.#abandonment.reason);
      return;
    }
    const errors = this.#takeErrors();
    if (errors.length === 0) resolve(this.delivered);
    else reject(combine(errors));
    this.end();
  }

  /** @returns {readonly unknown[]} */
  #takeErrors() {
    if (this.#failures === undefined) return [];
    const failures = this.#failures.sort((a, b) => a.index - b.index);
    this.#failures = undefined;
    return failures.flatMap(({ errors }) => errors);
  }
}
