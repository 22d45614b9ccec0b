// What a bus has not finished: promises of handlers, events in mailboxes.

export class Activity {
  #count = 0;
  /** @type {Set<() => void>} */
  #waiting = new Set();

  /** How much there is. */
  get count() {
    return this.#count;
  }

  begin() {
    this.#count++;
  }

  end() {
    if (--this.#count > 0 || this.#waiting.size === 0) return;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /**
   * Calls `resolve` as soon as there is nothing, now at the earliest.
   *
   * @param {() => void} resolve
   * @returns {() => void} stops the waiting
   */
  onIdle(resolve) {
    if (this.#count === 0) resolve();
    else this.#waiting.add(resolve);
    return () => this.#waiting.delete(resolve);
  }
}
