// The outcomes of one publishAsync, as they come in.

import { combine } from './failures.js';

export class Gathering {
  #pending = 0;
  /** @type {{ index: number, errors: readonly unknown[] }[]} */
  #failures = [];
  /** Set once everyone was called. @type {(() => void) | undefined} */
  #finish;

  /** One more handler is not done yet. */
  expect() {
    this.#pending++;
  }

  /** One of the expected handlers is done. */
  settle() {
    if (--this.#pending === 0) this.#finish?.();
  }

  /**
   * @param {number} index of the handler in delivery order
   * @param {readonly unknown[]} errors which nobody took
   */
  fail(index, errors) {
    if (errors.length > 0) this.#failures.push({ index, errors });
  }

  /**
   * @param {number} delivered
   * @returns {Promise<number>} `delivered`, as soon as all the expected handlers are done; rejects
   *   with what was left of their errors, in delivery order
   */
  result(delivered) {
    return new Promise((resolve, reject) => {
      this.#finish = () => {
        if (this.#failures.length === 0) return resolve(delivered);
        this.#failures.sort((a, b) => a.index - b.index);
        reject(combine(this.#failures.flatMap(({ errors }) => errors)));
      };
      if (this.#pending === 0) this.#finish();
    });
  }
}
