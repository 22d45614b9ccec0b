// The flight recorder: what was published lately, as bytes in a ring of fixed size.

import { checkInteger, checkOptions } from '../arguments.js';
import { EventBus } from '../event-bus.js';
import { EngineObject } from './core.js';
import { attach } from './feed.js';

const DEFAULT_BYTES = 16 << 20;
const MIN_BYTES = 1 << 10;
const MAX_BYTES = 1 << 30;
const MAX_SEQ = Number.MAX_SAFE_INTEGER;
const MAX_COUNT = 2 ** 32 - 1;

const COMMA = 44;

/** What EventLog::append of src/toolkit/event_log.h says. */
const STORED = 0;

export class EventLog {
  #log;
  #detach;

  /**
   * @param {import('./feed.js').Bus} bus
   * @param {unknown} [options]
   */
  constructor(bus, options) {
    const { bytes, clock, onError } = /** @type {any} */ (checkOptions(options));
    const size = checkInteger('bytes', bytes, DEFAULT_BYTES, MIN_BYTES, MAX_BYTES);
    this.#log = new EngineObject('EventLog', size);
    const part = { onEntry: this.#onEntry, onError };
    this.#detach = attach(bus, part, { clock });
  }

  /** @param {unknown} [options] */
  query(options) {
    const { pattern = '**', fromSeq, limit } = /** @type {any} */ (checkOptions(options));
    EventBus.matches(pattern, 'a'); // throws if the pattern is not one
    let from = checkInteger('fromSeq', fromSeq, 0, 0, MAX_SEQ);
    let left = checkInteger('limit', limit, MAX_COUNT, 0, MAX_COUNT);
    const found = [];
    for (;;) {
      const count = this.#log.call('query', pattern, from, left, COMMA);
      if (count === 0) return found;
      found.push(...JSON.parse(`[${this.#log.text()}]`));
      from = this.#log.call('nextSeq');
      left -= count;
    }
  }

  detach() {
    this.#detach();
  }

  [Symbol.dispose]() {
    this.detach();
  }

  /** @param {import('./feed.js').Entry} entry */
  #onEntry = (entry) => {
    const { seq, topic, line } = entry;
    const result = this.#log.call('append', seq, topic, line);
    if (result !== STORED) throw new RangeError(`An event of ${topic} does not fit into the log`);
  };
}
