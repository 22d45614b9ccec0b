// A log, read to be shown: by the reader of the toolkit, with pauses in which the page lives on.

import { argumentTypeError } from '../errors.js';
import { History } from './history.js';

/**
 * @typedef {import('./history.js').Entry} Entry
 * @typedef {import('../toolkit/errors.js').LogFormatError} LogFormatError
 *
 * @typedef {object} Recording
 * @property {string} name of the file, or what stands for it
 * @property {readonly Entry[]} entries
 * @property {number} dropped older entries that there was no room for
 * @property {number} refused lines that were left out, for they are no events
 * @property {boolean} torn whether the last line was cut off, as it is when a writer dies
 *
 * @typedef {object} ReadOptions
 * @property {string} [name]
 * @property {boolean} [skip] leaves out lines that are no events, instead of failing at the first
 * @property {number} [maxEvents] of which the newest are kept
 * @property {AbortSignal} [signal]
 * @property {(events: number) => void} [onProgress] now and then
 */

/** Of a recording, so that memory has a bound. */
export const MAX_RECORDED = 200_000;
/** For which it keeps the thread, in milliseconds. */
const TURN_MS = 12;
/** Entries between two looks at the clock. */
const LOOK = 256;

/**
 * @param {unknown} source a text, bytes, a Blob, or a stream or other iterable of texts or bytes
 * @param {ReadOptions} [options]
 * @returns {Promise<Recording>}
 * @throws {LogFormatError} with line and column, unless `skip`; the reason of the signal; what the
 *   source throws
 */
export async function readRecording(source, options = {}) {
  const { name, skip = false, maxEvents = MAX_RECORDED, signal, onProgress } = options;
  const chunks = chunksOf(source);
  const { readLog } = await import('./log-parts.js');
  signal?.throwIfAborted();
  const history = new History({ maxEvents });
  let [refused, torn, count] = [0, false, 0];
  /** @param {LogFormatError} error */
  const onRefused = (error) => {
    if (error.torn) torn = true;
    else if (skip) refused++;
    else throw error;
  };
  let turnEnd = performance.now() + TURN_MS;
  for await (const entry of readLog(chunks, { onRefused })) {
    history.push(Object.freeze(entry));
    if (++count % LOOK === 0 && performance.now() > turnEnd) {
      onProgress?.(count);
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      turnEnd = performance.now() + TURN_MS;
    }
  }
  signal?.throwIfAborted();
  const { dropped } = history;
  return { name: name ?? nameOf(source), entries: history.slice(), dropped, refused, torn };
}

/** @param {unknown} source */
export function nameOf(source) {
  const name = source instanceof Blob ? /** @type {{ name?: unknown }} */ (source).name : undefined;
  return typeof name === 'string' && name !== '' ? name : 'recording';
}

/** @param {unknown} source */
function chunksOf(source) {
  const stream = source instanceof Blob ? source.stream() : source;
  if (stream instanceof ReadableStream) return chunksOfStream(stream);
  if (typeof stream === 'string' || stream instanceof Uint8Array) return stream;
  const iterable = /** @type {any} */ (stream);
  if (iterable?.[Symbol.asyncIterator] || iterable?.[Symbol.iterator]) return iterable;
  throw argumentTypeError('source', 'must be a log: a text, bytes, a Blob or a stream', source);
}

/**
 * Not every browser has an iterator of streams.
 *
 * @param {ReadableStream} stream
 */
async function* chunksOfStream(stream) {
  const reader = stream.getReader();
  let over = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      over = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!over) await reader.cancel().catch(() => {}); // why nobody reads on is thrown already
    reader.releaseLock();
  }
}
