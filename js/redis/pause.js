// Waiting that can be cut short, and how long to wait between attempts.

const FIRST_MS = 50;
const LONGEST_MS = 1_000;
/** So that many processes do not come back in the same moment. */
const JITTER = 0.3;

/** A sleeper that others may wake. */
export class Pause {
  /** Whether nobody is to sleep any more. */
  isOver = false;
  /** @type {() => void} */
  #wake = () => {};

  /**
   * @param {number} ms
   * @returns {Promise<void>}
   */
  sleep(ms) {
    if (this.isOver) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  wake() {
    this.#wake();
  }

  /** Wakes for good: whoever is about to sleep does not. */
  end() {
    this.isOver = true;
    this.#wake();
  }
}

/** Pauses that double from 50 ms up to a second. */
export class Backoff {
  #attempts = 0;

  next() {
    return growing(this.#attempts++, FIRST_MS, LONGEST_MS);
  }

  reset() {
    this.#attempts = 0;
  }
}

/**
 * How long to wait before one more attempt: twice as long each time, and by chance up to three tenths
 * more.
 *
 * @param {number} failures how many there were before the last one
 * @param {number} firstMs
 * @param {number} longestMs without what chance adds
 */
export function growing(failures, firstMs, longestMs) {
  const ms = Math.min(longestMs, firstMs * 2 ** Math.min(failures, 20));
  return ms * (1 + JITTER * Math.random());
}
