// One connection, from its opening to its first trouble.

import { ConnectionLostError, messageOf, RedisReplyError } from './errors.js';

/** How late a timer may come, in milliseconds, before this process is taken to have been busy. */
const LATE_MS = 100;

/** By convention, an error of the server begins with a word in capitals. */
const REPLY_ERROR = /^[A-Z][A-Z0-9]+ /;

export class Connection {
  /** How often the server has answered. */
  answers = 0;
  /** Resolves with the reason when the connection is lost. @type {Promise<ConnectionLostError>} */
  lost;

  #wire;
  #timeoutMs;
  /** What rejects the calls that have no answer yet. @type {Set<(error: unknown) => void>} */
  #waiting = new Set();
  /** How long the server may be silent while it is asked something. */
  #patienceMs;
  #heardAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ConnectionLostError | undefined} */
  #reason;
  /** @type {(reason: ConnectionLostError) => void} */
  #tellLost = () => {};

  /**
   * @param {import('./driver.js').Dial} dial
   * @param {number} timeoutMs how long the server may be silent while it is asked something
   */
  constructor(dial, timeoutMs) {
    this.#timeoutMs = timeoutMs;
    this.#patienceMs = timeoutMs;
    this.lost = new Promise((resolve) => {
      this.#tellLost = resolve;
    });
    this.#wire = dial(timeoutMs, (error) =>
      this.lose(error === undefined ? 'it ended' : messageOf(error), error),
    );
  }

  get isLost() {
    return this.#reason !== undefined;
  }

  /** @returns {Promise<void>} rejects with a ConnectionLostError */
  async open() {
    await this.#await(() => this.#wire.open(), this.#timeoutMs);
  }

  /**
   * Sends a command. Rejects with a RedisReplyError if the server refuses it, and with a
   * ConnectionLostError if there is no answer: then it may have been executed.
   *
   * @param {string[]} args
   * @param {number} [blockMs] how long the server is asked to wait before it answers
   * @returns {Promise<unknown>}
   */
  call(args, blockMs = 0) {
    return this.#await(() => this.#wire.send(args), this.#timeoutMs + blockMs);
  }

  /**
   * @param {string} reason as a clause
   * @param {unknown} [cause]
   */
  lose(reason, cause) {
    if (this.#reason !== undefined) return;
    const error = new ConnectionLostError(reason, cause);
    this.#reason = error;
    clearTimeout(this.#timer);
    this.#wire.destroy();
    // Here, and not left to the client: not every client settles what it has in flight.
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
    this.#tellLost(error);
  }

  /**
   * @param {() => Promise<unknown>} ask
   * @param {number} patienceMs
   * @returns {Promise<unknown>}
   */
  #await(ask, patienceMs) {
    return new Promise((resolve, reject) => {
      if (this.#reason !== undefined) return reject(this.#reason);
      if (this.#waiting.size === 0) this.#heardAt = performance.now();
      this.#patienceMs = patienceMs;
      this.#waiting.add(reject);
      this.#watch();
      ask().then(
        (reply) => {
          if (!this.#waiting.delete(reject)) return;
          this.#hear();
          resolve(reply);
        },
        (error) => {
          if (!this.#waiting.has(reject)) return; // told already
          const message = messageOf(error);
          if (!REPLY_ERROR.test(message)) return this.lose(message, error);
          this.#waiting.delete(reject);
          this.#hear();
          reject(new RedisReplyError(message));
        },
      );
    });
  }

  #hear() {
    this.#heardAt = performance.now();
    this.answers++;
  }

  /**
   * Half-open sockets give no sign, so silence has to do. One timer, whatever the number of calls:
   * a server that answers some of them is not silent.
   */
  #watch() {
    if (this.#timer !== undefined) return;
    const ms = Math.max(1, this.#heardAt + this.#patienceMs - performance.now());
    const due = performance.now() + ms;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#waiting.size === 0) return;
      const now = performance.now();
      if (now - due > LATE_MS) {
        this.#heardAt = now; // answers may be there, unread
      } else if (now - this.#heardAt >= this.#patienceMs) {
        return this.lose(`no answer for ${Math.round(now - this.#heardAt)} ms`);
      }
      this.#watch();
    }, ms);
  }
}
