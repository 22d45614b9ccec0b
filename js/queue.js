// First in, first out, both in constant time.

const MIN_GARBAGE = 1_024;

/** @template T */
export class Queue {
  /** @type {(T | undefined)[]} */
  #items = [];
  #head = 0;

  get size() {
    return this.#items.length - this.#head;
  }

  /** @param {T} item */
  push(item) {
    this.#items.push(item);
  }

  /** @returns {T | undefined} the oldest item, which leaves the queue */
  shift() {
    const item = this.#items[this.#head];
    if (this.size === 0) return undefined;
    this.#items[this.#head++] = undefined;
    if (this.size === 0 || (this.#head >= MIN_GARBAGE && this.#head * 2 >= this.#items.length)) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
