// Reading on and on, which both readers, fan-out.js and group.js, do: on each new connection again, and
// where the server refuses, again after a pause that grows until it answers.

import { isLoss } from './link.js';
import { Backoff, Pause } from './pause.js';
import { isReply } from './scripts.js';

/** The group, or the stream with it, is gone: a reader that reads anew sees that, and tells of the gap. */
const GONE = ['NOGROUP', 'UNBLOCKED'];

/**
 * @typedef {import('./connection.js').Connection} Connection
 *
 * @typedef {object} LoopHost what the loop needs of its bus
 * @property {import('./link.js').Link} link
 * @property {(error: unknown) => void} trouble tells of a refusal of the server, and of its end by
 *   `undefined`
 */

export class ReadLoop {
  #host;
  #backoff = new Backoff();
  #pause = new Pause();

  /** @param {LoopHost} host */
  constructor(host) {
    this.#host = host;
  }

  get isStopped() {
    return this.#pause.isOver;
  }

  /** Ends it for good: a pause at once, a `read` when it looks at `isStopped`. */
  stop() {
    this.#pause.end();
  }

  /** The server has answered: what was in the way is over. */
  gotOn() {
    this.#backoff.reset();
    this.#host.trouble(undefined);
  }

  /**
   * @param {(connection: Connection) => Promise<void>} read until it is stopped, or rejects
   * @returns {Promise<void>} resolves when it is stopped, or its link is
   */
  async run(read) {
    const { link, trouble } = this.#host;
    while (!this.isStopped) {
      const connection = await link.ready();
      if (connection === undefined) return;
      try {
        await read(connection);
      } catch (error) {
        if (isLoss(error)) {
          await connection.lost;
          continue;
        }
        if (!GONE.some((word) => isReply(error, word))) trouble(error);
        await this.#pause.sleep(this.#backoff.next());
      }
    }
  }
}
