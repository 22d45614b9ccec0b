// Events that wait for a handler or a reader, never more than `maxBuffer` of them. What happens to
// one that finds it full is the overflow policy.

import { MailboxFullError } from './errors.js';
import { Queue } from './queue.js';

/** @typedef {'block' | 'drop-oldest' | 'drop-newest' | 'error'} Overflow */

/** @template T */
export class BoundedQueue {
  /** @type {Queue<T>} */
  #queue = new Queue();
  /** Those whose publishers wait for room, by `block`; in the order of their arrival. @type {Set<T>} */
  #blocked = new Set();
  #maxBuffer;
  #overflow;
  #drop;
  #admit;

  /**
   * @param {{ maxBuffer: number, overflow: Overflow }} options
   * @param {(item: T) => void} drop is told what is lost to an overflow
   * @param {(item: T) => void} admit is told what got in, at once or after it was blocked
   */
  constructor({ maxBuffer, overflow }, drop, admit) {
    this.#maxBuffer = maxBuffer;
    this.#overflow = overflow;
    this.#drop = drop;
    this.#admit = admit;
  }

  /**
   * @param {T} item
   * @param {boolean} mayBlock whether its publisher can wait
   * @returns {boolean} whether it was taken
   * @throws {MailboxFullError}
   */
  offer(item, mayBlock) {
    if (this.#queue.size < this.#maxBuffer) {
      this.#queue.push(item);
      this.#admit(item);
      return true;
    }
    switch (this.#overflow) {
      case 'drop-oldest':
        this.#drop(/** @type {T} */ (this.#queue.shift()));
        this.#queue.push(item);
        this.#admit(item);
        return true;
      case 'drop-newest':
        this.#drop(item);
        return false;
      case 'block':
        if (mayBlock) {
          this.#blocked.add(item);
          return true;
        }
        break;
      case 'error':
        break;
    }
    this.#drop(item);
    throw new MailboxFullError(this.#maxBuffer);
  }

  /** @returns {T | undefined} the next in line */
  take() {
    const item = this.#queue.shift();
    for (const next of this.#blocked) {
      this.#blocked.delete(next);
      this.#queue.push(next);
      this.#admit(next);
      break;
    }
    return item;
  }

  /** Lets in all that is blocked: nobody will offer more, so it stays the last that waits. */
  admitBlocked() {
    for (const item of this.#blocked) {
      this.#blocked.delete(item); // first: its publisher, once told, takes back what is blocked
      this.#queue.push(item);
      this.#admit(item);
    }
  }

  /**
   * Takes back an item that is still blocked, for its publisher does not wait any more.
   *
   * @param {T} item
   */
  withdraw(item) {
    if (this.#blocked.delete(item)) this.#drop(item);
  }
}
