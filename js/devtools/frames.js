// One call per frame, however often it is asked for. A hidden page has no frames; there a timer
// stands in, so that what comes does not pile up.

/** Between two calls while the page is hidden, in milliseconds. */
const HIDDEN_MS = 500;

/**
 * @typedef {object} Clockwork what of the page is used
 * @property {(call: () => void) => number} requestAnimationFrame
 * @property {(id: number) => void} cancelAnimationFrame
 * @property {{ hidden: boolean }} document
 */

export class Frames {
  #call;
  #page;
  /** @type {number | undefined} */
  #frame;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {() => void} call
   * @param {Clockwork} [page]
   */
  constructor(call, page = globalThis) {
    this.#call = call;
    this.#page = page;
  }

  request() {
    if (this.#frame !== undefined || this.#timer !== undefined) return;
    if (this.#page.document.hidden) this.#timer = setTimeout(this.#run, HIDDEN_MS);
    else this.#frame = this.#page.requestAnimationFrame(this.#run);
  }

  /** After the page was hidden or shown: what was asked for is not lost. */
  renew() {
    if (this.#frame === undefined && this.#timer === undefined) return;
    this.cancel();
    this.request();
  }

  cancel() {
    if (this.#frame !== undefined) this.#page.cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = undefined;
    this.#timer = undefined;
  }

  #run = () => {
    this.#frame = undefined;
    this.#timer = undefined;
    this.#call();
  };
}
