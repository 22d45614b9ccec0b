// One call per frame, however often it is asked for; and for what can wait, one in several frames. A
// hidden page has no frames; there a timer stands in, so that what comes does not pile up.

/** Between two calls while the page is hidden, in milliseconds. */
const HIDDEN_MS = 500;
/** From one call to the next that can wait: more often than anybody reads, in milliseconds. */
const PAUSE_MS = 50;

/**
 * @typedef {object} Clockwork what of the page is used
 * @property {(call: () => void) => number} requestAnimationFrame
 * @property {(id: number) => void} cancelAnimationFrame
 * @property {{ hidden: boolean }} document
 * @property {{ now: () => number }} performance
 */

export class Frames {
  #call;
  #page;
  /** @type {number | undefined} */
  #frame;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #lastCall = Number.NEGATIVE_INFINITY;

  /**
   * @param {() => void} call
   * @param {Clockwork} [page]
   */
  constructor(call, page = globalThis) {
    this.#call = call;
    this.#page = page;
  }

  /** Whether a call is to come. */
  get pending() {
    return this.#frame !== undefined || this.#timer !== undefined;
  }

  /** Asks for the next frame: somebody did something, and waits for it. */
  request() {
    if (this.#frame !== undefined) return;
    if (this.#page.document.hidden) {
      this.#timer ??= setTimeout(this.#run, HIDDEN_MS);
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#frame = this.#page.requestAnimationFrame(this.#run);
  }

  /** Asks for a frame as soon as the last call is some time ago. */
  requestLater() {
    if (this.pending) return;
    const wait = this.#lastCall + PAUSE_MS - this.#page.performance.now();
    if (wait <= 0 || this.#page.document.hidden) this.request();
    else this.#timer = setTimeout(this.#onPause, wait);
  }

  /** After the page was hidden or shown: what was asked for is not lost. */
  renew() {
    if (!this.pending) return;
    this.cancel();
    this.request();
  }

  cancel() {
    if (this.#frame !== undefined) this.#page.cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = undefined;
    this.#timer = undefined;
  }

  #onPause = () => {
    this.#timer = undefined;
    this.request();
  };

  #run = () => {
    this.#frame = undefined;
    this.#timer = undefined;
    this.#lastCall = this.#page.performance.now();
    this.#call();
  };
}
