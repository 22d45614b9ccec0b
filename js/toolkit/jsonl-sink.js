// Events as lines in a file of Node's, in batches.
//
// Events are gathered until the end of the turn, and written at once: synchronously, so that a slow
// disk slows the publisher down instead of filling the memory. What is durable, and when, is the
// business of `flush()`.
//
// What must hold: the file consists of whole lines. So when a write fails in the middle of one, the
// file is cut back to where it was good, and the events wait for the next attempt, within bounds.

import { checkChoice, checkInteger, checkOptions } from '../arguments.js';
import { argumentTypeError, BusClosedError, BusError } from '../errors.js';
import { describeError } from './describe-error.js';
import { attach, lastSeq, lineOf, report } from './feed.js';
import { LogFile } from './log-file.js';
import { MAX_LINE_BYTES } from './log-reader.js';
import { node } from './node.js';
import { checkPartOptions } from './part-options.js';
import { publishNow } from './publishing.js';
import { optionalRedactorOf } from './redactor.js';
import { topicFilter } from './topic-filter.js';

/**
 * @typedef {import('./feed.js').Entry} Entry
 * @typedef {import('./log-file.js').Fsync} Fsync
 */

/** @type {readonly Fsync[]} */
const FSYNCS = ['flush', 'batch', 'never'];
const DEFAULT_MAX_BUFFER_BYTES = 16 << 20;
const DEFAULT_MAX_FILES = 5;
const MIN_FILE_BYTES = 1 << 10;
/** Written without waiting for the end of the turn, in characters. */
const BATCH_LENGTH = 1 << 16;
/** Between the attempts at a file that cannot be written. */
const RETRY_MS = 1_000;
/** Of JSON, in characters: no line is too long that has less. Each takes three bytes at most. */
const SURE_LENGTH = MAX_LINE_BYTES / 4;

/** Sinks that are not closed. @type {Set<JsonlSink>} */
const open = new Set();

/** Also of a process that ends by an exception, nothing is lost. */
function writeAll() {
  for (const sink of open) sink.write();
}

class JsonlSink {
  #node;
  #bus;
  #file;
  #matches;
  #onError;
  #maxBufferLength;
  /** Of the last event that is none of ours. */
  #startSeq;
  /** Events that are not in the file yet. @type {Entry[]} */
  #buffer = [];
  /** Of their JSON, in characters. */
  #bufferLength = 0;
  /** @type {object | undefined} */
  #turn;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retry;
  /** Why the last attempt failed, if it did. @type {{ error: unknown } | undefined} */
  #failure;
  /** @type {Promise<void> | undefined} */
  #closing;
  #events = 0;
  #lost = 0;
  #detach;

  /**
   * @param {import('./feed.js').Bus} bus
   * @param {unknown} path
   * @param {Record<string, unknown>} options
   */
  constructor(bus, path, options) {
    if (typeof path !== 'string') throw argumentTypeError('path', 'must be a string', path);
    const { pattern = '**', maxBufferBytes, fsync, maxFileBytes, maxFiles, redact } = options;
    const { clock, onError } = checkPartOptions(options);
    this.#node = node('jsonlSink');
    this.#bus = bus;
    this.#matches = topicFilter(pattern);
    this.#onError = onError;
    this.#maxBufferLength = checkInteger(
      'maxBufferBytes',
      maxBufferBytes,
      DEFAULT_MAX_BUFFER_BYTES,
      0,
    );
    this.#file = new LogFile(this.#node, path, {
      fsync: checkChoice('fsync', fsync, FSYNCS, 'flush'),
      maxBytes:
        maxFileBytes === undefined
          ? Number.POSITIVE_INFINITY
          : checkInteger('maxFileBytes', maxFileBytes, 0, MIN_FILE_BYTES, Number.MAX_SAFE_INTEGER),
      maxFiles: checkInteger('maxFiles', maxFiles, DEFAULT_MAX_FILES, 2, 1_000),
    });
    this.#startSeq = lastSeq(bus);
    const part = { onEntry: this.#onEntry, onError, redactor: optionalRedactorOf(redact) };
    this.#detach = attach(bus, part, { clock });
    if (open.size === 0) this.#node.process.on('exit', writeAll);
    open.add(this);
    this.#schedule(); // also without an event, the file is made, or why it cannot be is told
  }

  get path() {
    return this.#file.path;
  }

  stats() {
    return {
      events: this.#events,
      buffered: this.#buffer.length,
      lost: this.#lost,
      bytes: this.#file.bytes,
      repairedBytes: this.#file.repairedBytes,
      failing: this.#failure !== undefined,
    };
  }

  /** @returns {Promise<void>} */
  async flush() {
    if (this.#closing !== undefined) throw new BusClosedError();
    await this.#flush();
  }

  detach() {
    this.#detach();
  }

  /** @returns {Promise<void>} */
  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.dispose]() {
    this.detach();
  }

  /** @returns {Promise<void>} */
  [Symbol.asyncDispose]() {
    return this.close();
  }

  /** Writes what is buffered. Never throws. */
  write() {
    this.#node.clearImmediate(this.#turn);
    this.#turn = undefined;
    try {
      this.#file.open();
      if (this.#buffer.length > 0) this.#file.append(this.#lines());
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#events += this.#buffer.length;
    this.#forget();
    this.#failure = undefined;
  }

  async #flush() {
    this.write();
    if (this.#failure !== undefined) throw this.#failure.error;
    await this.#file.sync();
  }

  async #close() {
    this.detach();
    try {
      await this.#flush();
    } finally {
      this.#lost += this.#buffer.length;
      this.#forget();
      this.#node.clearImmediate(this.#turn);
      clearTimeout(this.#retry);
      open.delete(this);
      if (open.size === 0) this.#node.process.off('exit', writeAll);
      await this.#file.close();
    }
  }

  /** @param {Entry} entry */
  #onEntry = (entry) => {
    const { topic, seq } = entry;
    if (!this.#matches(topic)) return;
    const { length } = entry.json;
    if (length > SURE_LENGTH && bytesOf(entry.line) > MAX_LINE_BYTES) {
      this.#lost++;
      throw new BusError('ERR_LINE_TOO_LONG', `Event ${seq}, ${topic}, is too long for a line`);
    }
    if (this.#failure !== undefined && this.#bufferLength + length > this.#maxBufferLength) {
      this.#lost++; // that the file cannot be written has been told
      return;
    }
    this.#buffer.push(entry);
    this.#bufferLength += length;
    if (this.#failure !== undefined) return; // the next attempt will come
    if (this.#bufferLength >= BATCH_LENGTH) this.write();
    else this.#schedule();
  };

  #schedule() {
    this.#turn ??= this.#node.setImmediate(() => this.write());
  }

  #lines() {
    // The file may be of an earlier process; its numbers go on.
    const offset = Math.max(0, this.#file.lastSeq - this.#startSeq);
    let lines = '';
    for (const entry of this.#buffer) {
      const { seq, time, topic, json } = entry;
      lines += offset === 0 ? entry.line : lineOf(seq + offset, time, topic, json);
      lines += '\n';
    }
    return lines;
  }

  #forget() {
    this.#buffer = [];
    this.#bufferLength = 0;
  }

  /** @param {unknown} error */
  #fail(error) {
    const first = this.#failure === undefined;
    this.#failure = { error };
    clearTimeout(this.#retry);
    if (this.#closing === undefined) {
      this.#retry = setTimeout(() => this.write(), RETRY_MS);
      // It must not keep a process alive that has nothing else to do.
      /** @type {{ unref?: () => void }} */ (this.#retry).unref?.();
    }
    if (!first) return;
    report({ onError: this.#onError }, error);
    try {
      publishNow(this.#bus, 'sink.failed', { path: this.path, error: describeError(error) });
    } catch (second) {
      report({ onError: this.#onError }, second);
    }
  }
}

/** @param {string} text */
function bytesOf(text) {
  return new TextEncoder().encode(text).length;
}

/**
 * @param {import('./feed.js').Bus} bus
 * @param {string} path
 * @param {unknown} [options]
 */
export function jsonlSink(bus, path, options) {
  return new JsonlSink(bus, path, checkOptions(options));
}
