// One who reads the events over HTTP: a response that stays open, and how far it has got.
//
// What a slow reader has not taken yet does not wait in memory: it is read from the log again when
// there is room. What the log has forgotten by then is a gap, and told.

/**
 * @typedef {object} Source
 * @property {string} epoch of this start of the server; ids of another mean nothing here
 * @property {import('../toolkit/event-log.js').EventLog} log
 * @property {(topic: string) => boolean} isWanted
 * @property {(entry: { seq: number, time: number, topic: string, event: unknown }) => string} frameOf
 */

/** Read from the log at once. */
const PAGE = 64;

export class Reader {
  sent = 0;
  /** Of when it last had room, by performance.now(). */
  hadRoom = performance.now();
  #response;
  #source;
  /** The seq of the event that comes next. */
  #next;
  #isFull = false;

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
      this.#tellGap(undefined); // of another start, or no id at all
    }
    this.#write(`id: ${epoch}.${this.#next - 1}\nevent: open\ndata: {}\n\n`);
    this.catchUp();
  }

  get isFull() {
    return this.#isFull;
  }

  /**
   * @param {number} seq of an event that was recorded right now
   * @param {string | undefined} frame none if it is not wanted
   */
  take(seq, frame) {
    if (this.#isFull || seq !== this.#next) return; // it is in the log
    this.#next = seq + 1;
    if (frame === undefined) return;
    this.sent++;
    this.#write(frame);
  }

  /** Sends what is in the log, as far as there is room. */
  catchUp() {
    const { log, isWanted, frameOf } = this.#source;
    while (!this.#isFull && this.#next <= log.lastSeq) {
      if (log.firstSeq > this.#next) {
        this.#tellGap(log.firstSeq - this.#next);
        this.#next = log.firstSeq;
      }
      const page = log.query({ fromSeq: this.#next, limit: PAGE });
      if (page.length === 0) {
        this.#next = log.lastSeq + 1; // too large for the log
        return;
      }
      for (const entry of page) {
        if (this.#isFull) return;
        this.#next = entry.seq + 1;
        if (!isWanted(entry.topic)) continue;
        this.sent++;
        this.#write(frameOf(entry));
      }
    }
  }

  /** Shows that the connection lives. */
  beat() {
    if (!this.#isFull) this.#write(':\n\n');
  }

  end() {
    this.#response.end();
  }

  destroy() {
    this.#response.destroy();
  }

  #drained() {
    this.#isFull = false;
    this.hadRoom = performance.now();
    this.catchUp();
  }

  /** @param {number | undefined} missed how many, if that is known */
  #tellGap(missed) {
    this.#write(`event: gap\ndata: ${JSON.stringify({ missed: missed ?? null })}\n\n`);
  }

  /** @param {string} text */
  #write(text) {
    if (!this.#response.write(text)) this.#isFull = true;
  }
}
