// One who reads the events over HTTP: a response that stays open, and how far it has got.
//
// It has no queue. What it has not taken yet is in the log, or forgotten; at most one chunk waits in
// its socket, and that is shared with the other readers.

import { gapFrame } from './frames.js';

/**
 * @typedef {object} Source
 * @property {string} epoch of this start of the server; ids of another mean nothing here
 * @property {import('../toolkit/event-log.js').EventLog} log
 * @property {import('./frames.js').Frames} frames
 * @property {(error: unknown) => void} onError
 */

export class Reader {
  sent = 0;
  /** Of when it last had room, by performance.now(). */
  hadRoom = performance.now();
  #response;
  #source;
  /** The seq of the event that comes next. */
  #next;
  #isFull = false;
  /** Whether it goes on in the next turn by itself. */
  #goesOn = false;

  /**
   * @param {import('node:http').ServerResponse} response with its head written
   * @param {Source} source
   * @param {string | undefined} lastId what it got before: an id, 'start' for all that the log has
   */
  constructor(response, source, lastId) {
    this.#response = response;
    this.#source = source;
    const { log, epoch } = source;
    const [, ofEpoch, seq] = /^([\da-f]+)\.(\d{1,15})$/.exec(lastId ?? '') ?? [];
    response.on('drain', () => this.#drained());
    this.#next = log.lastSeq + 1;
    if (lastId === 'start') {
      this.#next = Math.max(1, log.firstSeq);
    } else if (ofEpoch === epoch && Number(seq) <= log.lastSeq) {
      this.#next = Number(seq) + 1;
    } else if (lastId !== undefined && lastId !== '') {
      this.#write(gapFrame(undefined)); // of another start, or no id at all
    }
    this.#write(`id: ${epoch}.${this.#next - 1}\nevent: open\ndata: {}\n\n`);
    this.pump();
  }

  get isFull() {
    return this.#isFull;
  }

  /**
   * Sends the next chunk, if there is one, and room. What comes behind it follows in turns of their
   * own, so that the agent gets its turns too, however much a reader has to catch up with.
   */
  pump() {
    if (this.#isFull || this.#goesOn || this.#response.writableEnded) return;
    if (!this.#sendChunk() || this.#isFull) return;
    this.#goesOn = true;
    setImmediate(() => {
      this.#goesOn = false;
      this.pump();
    });
  }

  /** Shows that the connection lives. */
  beat() {
    if (!this.#isFull) this.#write(':\n\n');
  }

  /** Sends what there is room for, and ends. */
  end() {
    while (!this.#isFull && this.#sendChunk());
    this.#response.end();
  }

  destroy() {
    this.#response.destroy();
  }

  /** @returns {boolean} whether there may be another */
  #sendChunk() {
    const { frames, onError } = this.#source;
    let chunk;
    try {
      chunk = frames.from(this.#next);
    } catch (error) {
      this.destroy();
      onError(error);
      return false;
    }
    if (chunk === undefined) return false;
    this.#next = chunk.next;
    this.sent += chunk.count;
    if (chunk.bytes.length > 0) this.#write(chunk.bytes);
    return true;
  }

  #drained() {
    this.#isFull = false;
    this.hadRoom = performance.now();
    this.pump();
  }

  /** @param {string | Uint8Array} content */
  #write(content) {
    if (!this.#response.write(content)) this.#isFull = true;
  }
}
