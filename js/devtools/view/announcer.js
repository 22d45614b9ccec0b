// What is read out to those who listen: what they did, and now and then that something failed. Never
// an announcement for each event.

import { h } from '../dom.js';
import { plural } from '../format.js';

/** Between two announcements of failures, in milliseconds. */
const PAUSE_MS = 5_000;

export class Announcer {
  element = h('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  #failures = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {string} text */
  say(text) {
    // A new element, so that the same words are read again.
    this.element.replaceChildren(h('p', { text }));
  }

  /** @param {number} failures that came */
  countFailures(failures) {
    this.#failures += failures;
    if (this.#failures === 0 || this.#timer !== undefined) return;
    this.#tell();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#failures > 0) this.countFailures(0);
    }, PAUSE_MS);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#failures = 0;
  }

  #tell() {
    this.say(plural(this.#failures, 'new failure'));
    this.#failures = 0;
  }
}
