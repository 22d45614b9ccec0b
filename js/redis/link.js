// Keeps one connection up: makes a new one whenever the last is lost.

import { Connection } from './connection.js';
import { ConnectionLostError, messageOf } from './errors.js';
import { Backoff, Pause } from './pause.js';

export class Link {
  /** The connection, while it is good. @type {Connection | undefined} */
  connection;

  #dial;
  #timeoutMs;
  #prepare;
  #tell;
  #backoff = new Backoff();
  #pause = new Pause();
  #started = false;
  /** @type {((connection: Connection | undefined) => void)[]} */
  #waiting = [];
  /** @type {Connection | undefined} */
  #opening;

  /**
   * @param {import('./driver.js').Dial} dial
   * @param {number} timeoutMs
   * @param {(connection: Connection) => Promise<unknown>} prepare what a new connection needs first
   * @param {(error: unknown) => void} tell is called with `undefined` when there is a connection,
   *   and with the reason at each failure
   */
  constructor(dial, timeoutMs, prepare, tell) {
    this.#dial = dial;
    this.#timeoutMs = timeoutMs;
    this.#prepare = prepare;
    this.#tell = tell;
  }

  get isStarted() {
    return this.#started;
  }

  start() {
    if (this.#started) return;
    this.#started = true;
    this.#run();
  }

  /** Ends it for good, at once. */
  stop() {
    this.#pause.end();
    this.#opening?.lose('the bus is closed');
    this.connection?.lose('the bus is closed');
    this.#hand(undefined);
  }

  /**
   * The connection as soon as there is one; `undefined` if it was stopped.
   *
   * @returns {Promise<Connection | undefined>}
   */
  ready() {
    if (this.#pause.isOver) return Promise.resolve(undefined);
    if (this.connection !== undefined) return Promise.resolve(this.connection);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #run() {
    while (!this.#pause.isOver) {
      const reason = await this.#live();
      if (this.#pause.isOver) return;
      this.#tell(reason);
      await this.#pause.sleep(this.#backoff.next());
    }
  }

  /**
   * One connection, from its opening to its end.
   *
   * @returns {Promise<unknown>} the reason of its end
   */
  async #live() {
    /** @type {Connection | undefined} */
    let connection;
    try {
      connection = new Connection(this.#dial, this.#timeoutMs);
      this.#opening = connection;
      await connection.open();
      await this.#prepare(connection);
    } catch (error) {
      connection?.lose(messageOf(error), error);
      return error;
    } finally {
      this.#opening = undefined;
    }
    if (this.#pause.isOver || connection.isLost) {
      connection.lose('the bus is closed');
      return connection.lost;
    }
    this.connection = connection;
    this.#tell(undefined);
    this.#hand(connection);
    const { answers } = connection;
    const reason = await connection.lost;
    this.connection = undefined;
    if (connection.answers > answers) this.#backoff.reset(); // it was of use
    return reason;
  }

  /** @param {Connection | undefined} connection */
  #hand(connection) {
    for (const resolve of this.#waiting.splice(0)) resolve(connection);
  }
}

/** @param {unknown} error */
export const isLoss = (error) => error instanceof ConnectionLostError;
