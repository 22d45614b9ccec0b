// The flight recorder: what was published lately, as bytes in a ring of fixed size.

import { checkFunction, checkInteger, checkOptionalFunction, checkOptions } from '../arguments.js';
import { argumentTypeError } from '../errors.js';
import { EngineObject } from './core.js';
import { EngineFailedError, LogGapError } from './errors.js';
import { attach, report } from './feed.js';
import { HEADER, LogReader } from './log-reader.js';
import { checkPartOptions } from './part-options.js';
import { optionalRedactorOf } from './redactor.js';
import { topicFilter } from './topic-filter.js';

/**
 * @typedef {import('./log-reader.js').LogEntry} LogEntry
 * @typedef {(topic: string, event: unknown, entry: LogEntry) => void} FollowHandler
 * @typedef {{ pattern?: unknown, fromSeq?: unknown, limit?: unknown }} Query
 */

const DEFAULT_BYTES = 16 << 20;
const MIN_BYTES = 1 << 10;
const MAX_BYTES = 1 << 30;
const MAX_COUNT = 2 ** 32 - 1;

/** What stands between the lines of an answer. */
const COMMA = 44;
const NEWLINE = 10;

/** What EventLog::append of src/toolkit/event_log.h says when it did. */
const STORED = 0;

export class EventLog {
  #log;
  #onError;
  #detach = () => {};
  /** Replaced, never changed. @type {readonly Follower[]} */
  #followers = [];
  #recorded = 0;
  #tooLarge = 0;
  /** What was in it is lost. */
  #failed = false;
  #lastSeq = 0;

  /**
   * @param {import('./feed.js').Bus} [bus] none: a log that is only loaded
   * @param {unknown} [options]
   */
  constructor(bus, options) {
    const { bytes, redact, ...rest } = checkOptions(options);
    const { clock, onError } = checkPartOptions(rest);
    const size = checkInteger('bytes', bytes, DEFAULT_BYTES, MIN_BYTES, MAX_BYTES);
    this.#onError = onError;
    this.#log = new EngineObject('EventLog', size);
    if (bus === undefined) return;
    const part = { onEntry: this.#onEntry, onError, redactor: optionalRedactorOf(redact) };
    this.#detach = attach(bus, part, { clock });
  }

  /**
   * @param {string | Uint8Array} jsonl
   * @param {unknown} [options]
   */
  static load(jsonl, options) {
    if (typeof jsonl !== 'string' && !(jsonl instanceof Uint8Array)) {
      throw argumentTypeError('jsonl', 'must be a text or bytes', jsonl);
    }
    const { bytes, onRefused } = checkOptions(options);
    const log = new EventLog(undefined, { bytes });
    const reader = new LogReader(/** @type {object} */ ({ onRefused }));
    try {
      for (const entry of reader.read(jsonl)) log.#store(entry.seq, entry.topic, entry);
      for (const entry of reader.end()) log.#store(entry.seq, entry.topic, entry);
    } finally {
      reader.free();
    }
    return log;
  }

  /** How many events are in the log. */
  get size() {
    return this.#log.call('size');
  }

  get firstSeq() {
    return this.#log.call('firstSeq');
  }

  get lastSeq() {
    return this.#lastSeq;
  }

  stats() {
    const events = this.size;
    return {
      events,
      bytes: this.#log.call('usedBytes'),
      capacity: this.#log.call('bytes'),
      firstSeq: this.firstSeq,
      lastSeq: this.#lastSeq,
      dropped: this.#recorded - events,
      tooLarge: this.#tooLarge,
    };
  }

  /**
   * @param {unknown} [options]
   * @returns {LogEntry[]}
   */
  query(options) {
    return [...this.#pages(options, COMMA)].flatMap(entriesOf);
  }

  /** @param {unknown} [options] */
  toJSONL(options) {
    return [HEADER, ...this.#pages(options, NEWLINE), ''].join('\n');
  }

  /**
   * @param {string | readonly string[]} pattern
   * @param {FollowHandler} handler
   * @param {unknown} [options]
   */
  follow(pattern, handler, options) {
    const { fromSeq, onError } = checkOptions(options);
    const follower = new Follower(
      topicFilter(pattern),
      checkFunction('handler', handler),
      checkInteger('fromSeq', fromSeq, this.firstSeq, 0, Number.MAX_SAFE_INTEGER),
      checkOptionalFunction('onError', onError) ?? this.#onError,
    );
    this.#assertNoGap(follower.nextSeq);
    this.#followers = [...this.#followers, follower];
    const detach = () => {
      follower.active = false;
      this.#followers = this.#followers.filter((one) => one !== follower);
    };
    try {
      this.#catchUp(follower);
    } catch (error) {
      detach();
      throw error;
    }
    return { detach, [Symbol.dispose]: detach };
  }

  clear() {
    this.#log.call('clear');
    this.#recorded = 0;
  }

  detach() {
    this.#detach();
  }

  [Symbol.dispose]() {
    this.detach();
  }

  /** @param {import('./feed.js').Entry} entry */
  #onEntry = (entry) => {
    const { seq, topic, event } = entry;
    try {
      if (!this.#failed) this.#append(seq, topic, entry.line);
    } catch (error) {
      // Of which it tells once; who follows gets what comes.
      this.#failed = error instanceof EngineFailedError;
      report({ onError: this.#onError }, error);
    }
    this.#lastSeq = seq;
    for (const follower of this.#followers) {
      if (!follower.catchingUp) follower.give({ seq, time: entry.time, topic, event });
    }
  };

  /**
   * @param {number} seq
   * @param {string} topic
   * @param {LogEntry} entry
   */
  #store(seq, topic, entry) {
    this.#append(seq, topic, JSON.stringify(entry));
    this.#lastSeq = seq;
  }

  /**
   * @param {number} seq
   * @param {string} topic
   * @param {string} line
   */
  #append(seq, topic, line) {
    if (this.#log.call('append', seq, topic, line) === STORED) {
      this.#recorded++;
      return;
    }
    if (seq <= this.#lastSeq) {
      throw new RangeError(`The seq of an event must be above ${this.#lastSeq}, not ${seq}`);
    }
    this.#tooLarge++;
    throw new RangeError(`Event ${seq}, ${topic}, is larger than the log`);
  }

  /**
   * @param {unknown} options
   * @param {number} separator
   */
  *#pages(options, separator) {
    const { pattern = '**', fromSeq, limit } = checkOptions(options);
    topicFilter([pattern]); // throws if the pattern is not one
    let from = checkInteger('fromSeq', fromSeq, 0, 0, Number.MAX_SAFE_INTEGER);
    let left = checkInteger('limit', limit, MAX_COUNT, 0, MAX_COUNT);
    for (;;) {
      const one = /** @type {string} */ (pattern);
      const count = this.#log.call('query', one, from, left, separator);
      if (count === 0) return;
      const page = this.#log.text();
      from = this.#log.call('nextSeq');
      left -= count;
      yield page;
    }
  }

  /** @param {Follower} follower */
  #catchUp(follower) {
    // The handlers may publish meanwhile: what is added is found behind the rest.
    while (follower.active && follower.nextSeq <= this.#lastSeq) {
      this.#assertNoGap(follower.nextSeq);
      const page = this.#pages({ fromSeq: follower.nextSeq }, COMMA).next().value;
      if (page === undefined) break; // the last ones were too large
      for (const entry of entriesOf(page)) follower.give(entry);
    }
    follower.catchingUp = false;
  }

  /** @param {number} seq */
  #assertNoGap(seq) {
    const first = this.firstSeq;
    if (seq <= this.#lastSeq && seq < first) throw new LogGapError(seq, first);
  }
}

/**
 * @param {string} page lines with commas between them
 * @returns {LogEntry[]}
 */
function entriesOf(page) {
  return JSON.parse(`[${page}]`);
}

/** Who gets what is in the log from a seq on, and then what comes. */
class Follower {
  active = true;
  /** What comes is in the log by then, and is found there. */
  catchingUp = true;
  #matches;
  #handler;
  #onError;

  /**
   * @param {(topic: string) => boolean} matches
   * @param {FollowHandler} handler
   * @param {number} nextSeq
   * @param {((error: unknown) => void) | undefined} onError
   */
  constructor(matches, handler, nextSeq, onError) {
    this.#matches = matches;
    this.#handler = handler;
    this.#onError = onError;
    this.nextSeq = nextSeq;
  }

  /** @param {LogEntry} entry */
  give(entry) {
    if (!this.active || entry.seq < this.nextSeq) return;
    this.nextSeq = entry.seq + 1;
    if (!this.#matches(entry.topic)) return;
    try {
      this.#handler(entry.topic, entry.event, entry);
    } catch (error) {
      report({ onError: this.#onError }, error);
    }
  }
}
