// The reader of a bus without a group: every process sees every event. It asks for what is behind a
// concrete id, never for `$`, which the server would look up anew with each call and so skip what
// came between two of them.

import { Position, tailOf } from './position.js';
import { ReadLoop } from './read-loop.js';

/** How often to look, in milliseconds, whether something was trimmed or flushed. */
const CHECK_MS = 1_000;

/**
 * @typedef {import('./connection.js').Connection} Connection
 * @typedef {import('./position.js').Gap} Gap
 *
 * @typedef {import('./read-loop.js').LoopHost & OwnHost} ReaderHost
 *
 * @typedef {object} OwnHost what a reader needs of its bus, beside what its loop does
 * @property {import('./scripts.js').Scripts} scripts
 * @property {import('./keys.js').Keys} keys
 * @property {number} blockMs how long the server waits for an event before it answers without
 * @property {number} maxUnfinished how many events may be in handlers at once
 * @property {(raw: unknown) => Promise<void> | undefined} deliver resolves when the handlers are done
 * @property {(gap: Gap) => void} announce
 * @property {() => void} found is called when it has its place in the stream
 */

export class FanOut {
  #host;
  #batch;
  #maxBatch;
  #from;
  /** @type {Position | undefined} */
  #position;
  #checkedAt = 0;
  #unfinished = 0;
  /** @type {() => void} */
  #whenRoom = () => {};
  #loop;

  /**
   * @param {ReaderHost} host
   * @param {{ from: string | undefined, maxBatch: number }} options
   */
  constructor(host, { from, maxBatch }) {
    this.#host = host;
    this.#loop = new ReadLoop(host);
    this.#from = from;
    this.#maxBatch = maxBatch;
    this.#batch = maxBatch;
  }

  /** The id of the last event that was delivered, once it has its place. */
  get cursor() {
    return this.#position?.cursor;
  }

  /** How many events are in handlers. */
  get unfinished() {
    return this.#unfinished;
  }

  stop() {
    this.#loop.stop();
    this.#whenRoom();
  }

  /** @returns {Promise<void>} */
  run() {
    return this.#loop.run((connection) => this.#readFrom(connection));
  }

  /** @param {Connection} connection */
  async #readFrom(connection) {
    const { keys, blockMs } = this.#host;
    // Less at a time than before, in case that it was too much for a slow connection.
    this.#batch = Math.max(1, this.#batch >> 1);
    await this.#check(connection);
    while (!this.#loop.isStopped) {
      const { cursor } = /** @type {Position} */ (this.#position);
      const reply = await connection.call(
        [
          ...['XREAD', 'COUNT', String(this.#batch), 'BLOCK', String(blockMs)],
          ...['STREAMS', keys.stream, cursor],
        ],
        blockMs,
      );
      this.#loop.gotOn();
      const entries = entriesIn(reply);
      await this.#deliverAll(entries);
      const isFull = entries.length === this.#batch;
      if (isFull && this.#batch < this.#maxBatch)
        this.#batch = Math.min(this.#maxBatch, this.#batch * 2);
      const isDue = performance.now() - this.#checkedAt >= CHECK_MS;
      if (!this.#loop.isStopped && (isFull || isDue)) await this.#check(connection);
    }
  }

  /** @param {unknown[]} entries */
  async #deliverAll(entries) {
    for (const raw of entries) {
      while (this.#unfinished >= this.#host.maxUnfinished && !this.#loop.isStopped) {
        await new Promise((resolve) => {
          this.#whenRoom = () => resolve(undefined);
        });
      }
      if (this.#loop.isStopped) return;
      const [id] = /** @type {[string]} */ (raw);
      this.#position?.advance(id);
      const done = this.#host.deliver(raw);
      if (done === undefined) continue;
      this.#unfinished++;
      const end = () => {
        this.#unfinished--;
        this.#whenRoom();
      };
      done.finally(end); // where no onError took an error, it stays an unhandled rejection
    }
  }

  /** @param {Connection} connection */
  async #check(connection) {
    const { scripts, keys, announce, found } = this.#host;
    const proposal = globalThis.crypto.randomUUID();
    const reply = await scripts.run(connection, 'tail', [keys.stream, keys.epoch], [proposal]);
    this.#checkedAt = performance.now();
    const tail = tailOf(reply);
    const isFirst = this.#position === undefined;
    this.#position ??= Position.of(tail, this.#from);
    const gap = this.#position.check(tail);
    if (gap !== undefined) announce(gap);
    if (isFirst) found();
  }
}

/**
 * @param {unknown} reply of XREAD or XREADGROUP for one stream
 * @returns {unknown[]}
 */
export function entriesIn(reply) {
  if (reply === null || reply === undefined) return [];
  const [[, entries]] = /** @type {[[string, unknown[]]]} */ (reply);
  return entries;
}
