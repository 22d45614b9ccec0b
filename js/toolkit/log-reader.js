// Logs as events: lines of JSON from a text, from bytes, or from a stream, read by the engine, which
// refuses what is not an event with its place.

import { checkInteger, checkOptionalFunction, checkOptions } from '../arguments.js';
import { argumentTypeError } from '../errors.js';
import { EngineObject } from './core.js';
import { LogFormatError } from './errors.js';

/**
 * @typedef {{ seq: number, time: number, topic: string, event: unknown }} LogEntry
 * @typedef {(error: LogFormatError) => void} OnRefused
 * @typedef {string | Uint8Array} Chunk
 */

/** Of a line, in bytes. */
export const MAX_LINE_BYTES = 64 << 20;

/** The line that a log begins with. */
export const HEADER = '{"format":"agent-event-log","version":1}';

/** The engine gets no more at once, so its memory does not depend on the size of the chunks. */
const PIECE = 1 << 20;

const encoder = /* @__PURE__ */ new TextEncoder();

export class LogReader {
  #reader;
  #onRefused;
  /** The first half of a pair of surrogates, at the end of a chunk. */
  #carried = '';

  /** @param {{ onRefused?: OnRefused, maxLineBytes?: number }} [options] */
  constructor(options) {
    const { onRefused, maxLineBytes } = checkOptions(options);
    const max = checkInteger('maxLineBytes', maxLineBytes, MAX_LINE_BYTES, 1, MAX_LINE_BYTES);
    this.#onRefused = /** @type {OnRefused | undefined} */ (
      checkOptionalFunction('onRefused', onRefused)
    );
    this.#reader = new EngineObject('JsonlReader', max);
  }

  /** Of what was read: up to the end of the last line that has one. */
  get completeBytes() {
    return this.#reader.call('completeBytes');
  }

  /**
   * @param {Chunk} chunk
   * @returns {Generator<LogEntry>} to be read to its end before the next chunk
   */
  *read(chunk) {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
      throw argumentTypeError('source', 'must give strings or bytes', chunk);
    }
    const whole = typeof chunk === 'string' ? this.#carried + chunk : chunk;
    if (typeof whole === 'string') this.#carried = '';
    for (let at = 0; at < whole.length; at += PIECE) {
      // Both kinds have it.
      let piece = whole.slice(at, at + PIECE);
      if (typeof piece === 'string') {
        if (/[\ud800-\udbff]$/.test(piece)) {
          if (at + PIECE < whole.length) at--;
          else this.#carried = piece.slice(-1);
          piece = piece.slice(0, -1);
        }
        piece = encoder.encode(piece);
      }
      this.#reader.call('feed', piece);
      yield* this.#drain();
    }
  }

  /** @returns {Generator<LogEntry>} what is left at the end, which frees the reader */
  *end() {
    this.#reader.call('finish');
    yield* this.#drain();
    this.#reader.free();
  }

  /** Frees the reader. */
  free() {
    this.#reader.free();
  }

  /** @returns {Generator<LogEntry>} */
  *#drain() {
    for (;;) {
      const count = this.#reader.call('read');
      if (count === 0) return;
      const text = this.#reader.text();
      if (count < 0) this.#refuse(text);
      else yield* JSON.parse(`[${text}]`);
    }
  }

  /** @param {string} rule */
  #refuse(rule) {
    const [line, column, torn] = ['line', 'column', 'torn'].map((name) => this.#reader.call(name));
    const error = new LogFormatError(rule, line, column, Boolean(torn));
    if (this.#onRefused !== undefined) this.#onRefused(error);
    else if (!torn) throw error; // of a torn line, nobody ever said that it was written
  }
}

/**
 * @param {unknown} source a text, bytes, or an (async) iterable of such chunks
 * @returns {Iterable<Chunk> | AsyncIterable<Chunk>}
 */
function chunksOf(source) {
  if (typeof source === 'string' && !/^\s*(\{|$)|\n/.test(source)) {
    // It would be taken for a torn last line, and nothing would be read.
    throw argumentTypeError('source', 'must be the text of a log, and not the path of one', source);
  }
  if (typeof source === 'string' || source instanceof Uint8Array) return [source];
  const iterable = /** @type {any} */ (source);
  if (iterable?.[Symbol.asyncIterator] || iterable?.[Symbol.iterator]) return iterable;
  throw argumentTypeError('source', 'must be a log: a text, bytes, or chunks of them', source);
}

/**
 * @param {unknown} source
 * @param {{ onRefused?: OnRefused, maxLineBytes?: number }} [options]
 * @returns {AsyncGenerator<LogEntry>}
 */
export async function* readLog(source, options) {
  const reader = new LogReader(options);
  try {
    for await (const chunk of chunksOf(source)) yield* reader.read(chunk);
    yield* reader.end();
  } finally {
    reader.free();
  }
}
