// Waiting that can be cut short, and how long to wait between attempts.

const FIRST_MS = 50;
const LONGEST_MS = 1_000;
/** So that many processes do not come back in the same moment. */
const JITTER = 0.3;

/** A sleeper that others may wake. */
export class Pause {
  /** @type {() => void} */
  #wake = () => {};

  /** @param {number} ms */
  sleep(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }

  wake() {
    this.#wake();
  }
}

/** Doubles from 50 ms up to a second, and adds up to three tenths by chance. */
export class Backoff {
  #attempts = 0;
  #longestMs;

  /** @param {number} [longestMs] */
  constructor(longestMs = LONGEST_MS) {
    this.#longestMs = longestMs;
  }

  next() {
    const ms = Math.min(this.#longestMs, FIRST_MS * 2 ** Math.min(this.#attempts++, 20));
    return ms * (1 + JITTER * Math.random());
  }

  reset() {
    this.#attempts = 0;
  }
}
