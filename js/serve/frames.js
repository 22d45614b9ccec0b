// The events of the log as they go over the wire: cut into chunks, which are made once for all readers
// that have got equally far.
//
// Nothing is made when an event is published. A reader asks for what comes next, in a turn of its own,
// and mostly another one has just asked for the same.

/**
 * @typedef {import('../toolkit/log-reader.js').LogEntry} LogEntry
 *
 * @typedef {object} Chunk
 * @property {Uint8Array} bytes frames of server-sent events; none if no event of it is wanted
 * @property {number} count of the events in it
 * @property {number} next the seq of the event behind it
 */

/** About what a chunk has, in characters; one large event may be more. */
const CHUNK_LENGTH = 64 << 10;
/** In events. */
const MAX_PAGE = 256;
/** Of the chunks that are kept for others, in bytes, beside the newest one. */
const MAX_KEPT_BYTES = 1 << 20;

export class Frames {
  #log;
  #isWanted;
  #frameOf;
  /** By the seq that was asked for; the oldest first. @type {Map<number, Chunk>} */
  #chunks = new Map();
  #bytes = 0;
  #encoder = new TextEncoder();

  /**
   * @param {import('../toolkit/event-log.js').EventLog} log
   * @param {(topic: string) => boolean} isWanted
   * @param {(entry: LogEntry) => string | undefined} frameOf none if it cannot be sent
   */
  constructor(log, isWanted, frameOf) {
    this.#log = log;
    this.#isWanted = isWanted;
    this.#frameOf = frameOf;
  }

  /**
   * @param {number} seq
   * @returns {Chunk | undefined} what comes from there on, with a gap for what the log does not have;
   *   `undefined` if nothing was published yet
   * @throws {Error} if the log fails
   */
  from(seq) {
    const kept = this.#chunks.get(seq);
    if (kept !== undefined) return kept;
    if (seq > this.#log.lastSeq) return undefined;
    const chunk = this.#read(seq);
    this.#keep(seq, chunk);
    return chunk;
  }

  /** @param {number} seq */
  #read(seq) {
    const page = this.#log.query({ fromSeq: seq, limit: this.#pageSize() });
    let text = '';
    let count = 0;
    let next = seq;
    for (const entry of page) {
      if (text.length >= CHUNK_LENGTH) break;
      if (entry.seq > next) text += gapFrame(entry.seq - next);
      next = entry.seq + 1;
      if (!this.#isWanted(entry.topic)) continue;
      const frame = this.#frameOf(entry);
      text += frame ?? gapFrame(1);
      if (frame !== undefined) count++;
    }
    if (page.length === 0) {
      // Too large for the log, or the log was cleared.
      next = this.#log.lastSeq + 1;
      text = gapFrame(next - seq);
    }
    return { bytes: this.#encoder.encode(text), count, next };
  }

  /** As many events as make a chunk, if they are like the others in the log. */
  #pageSize() {
    const { bytes, events } = this.#log.stats();
    const fitting = Math.ceil((CHUNK_LENGTH * events) / Math.max(1, bytes));
    return Math.min(Math.max(1, fitting), MAX_PAGE);
  }

  /**
   * @param {number} seq
   * @param {Chunk} chunk
   */
  #keep(seq, chunk) {
    this.#chunks.set(seq, chunk);
    this.#bytes += chunk.bytes.length;
    for (const [oldest, { bytes }] of this.#chunks) {
      const isFull = this.#bytes > MAX_KEPT_BYTES || this.#chunks.size > MAX_PAGE;
      if (!isFull || oldest === seq) return;
      this.#chunks.delete(oldest);
      this.#bytes -= bytes.length;
    }
  }
}

/** @param {number | undefined} missed how many; `undefined` if that is not known */
export const gapFrame = (missed) =>
  `event: gap\ndata: ${JSON.stringify({ missed: missed ?? null })}\n\n`;
