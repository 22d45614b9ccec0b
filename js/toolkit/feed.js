// What all parts on one bus have in common: a single subscription to everything, and one JSON text
// of each event, however many parts want it.
//
// A part is an object with `onEntry`. Parts get the events in the order of publishing, also those
// that handlers, or parts, publish in answer to others. Nothing they do reaches the publisher.

import { checkOptionalFunction } from '../arguments.js';
import { argumentTypeError } from '../errors.js';
import { EngineFailedError } from './errors.js';
import { serialize } from './serialize.js';

/**
 * @typedef {object} Bus what the toolkit needs of one
 * @property {typeof import('../event-bus.js').EventBus.prototype.subscribe} subscribe
 * @property {typeof import('../event-bus.js').EventBus.prototype.publish} publish
 *
 * @typedef {() => number} Clock milliseconds since 1970
 *
 * @typedef {object} Part
 * @property {(entry: Entry) => void} onEntry
 * @property {(error: unknown) => void} [onError] gets what onEntry throws; without it, the console
 * @property {import('./redactor.js').Redactor | undefined} [redactor] takes the secrets out of what it gets
 */

/** Before everyone, so that the order is that of publishing, nested publishes too. */
const FIRST = {
  priority: 2 ** 31 - 1,
  onError: (/** @type {unknown} */ error) => report({}, error),
};

/** An event as the parts get it. */
export class Entry {
  #event;
  /** @type {string | undefined} */
  #json;
  /** @type {string | undefined} */
  #line;

  /**
   * @param {number} seq counts the events of the feed, from 1
   * @param {number} time milliseconds since 1970
   * @param {string} topic
   * @param {unknown} event the very object that was published
   */
  constructor(seq, time, topic, event) {
    this.seq = seq;
    this.time = time;
    this.topic = topic;
    this.#event = event;
  }

  get event() {
    return this.#event;
  }

  /**
   * The event as JSON, made when first asked for. Ask within `onEntry`: later the publisher may have
   * changed the event.
   */
  get json() {
    this.#json ??= serialize(this.#event);
    return this.#json;
  }

  /** Makes the JSON, for an entry that is handed out later. */
  prepare() {
    this.#json ??= serialize(this.#event);
  }

  /** The entry as a line of a log, without the end of the line. */
  get line() {
    this.#line ??= lineOf(this.seq, this.time, this.topic, this.json);
    return this.#line;
  }
}

/** The same for a part that must not see secrets. */
class RedactedEntry extends Entry {
  #entry;
  #redactor;
  /** @type {{ event: unknown } | undefined} */
  #redacted;

  /**
   * @param {Entry} entry
   * @param {import('./redactor.js').Redactor} redactor
   */
  constructor(entry, redactor) {
    super(entry.seq, entry.time, entry.topic, undefined);
    this.#entry = entry;
    this.#redactor = redactor;
  }

  /** @override */
  get event() {
    this.#redacted ??= { event: this.#redactor.value(this.#entry.event) };
    return this.#redacted.event;
  }

  /** @override */
  get json() {
    return this.#redactor.json(this.#entry.json);
  }
}

/**
 * @param {number} seq
 * @param {number} time
 * @param {string} topic
 * @param {string} json of the event
 */
export function lineOf(seq, time, topic, json) {
  return `{"seq":${seq},"time":${time},"topic":${JSON.stringify(topic)},"event":${json}}`;
}

class Feed {
  #bus;
  /** In the order of attaching. Replaced, never changed. @type {readonly Part[]} */
  #parts = [];
  /** @type {Clock} */
  #clock = Date.now;
  #seq = 0;
  /** Entries that came while another was being handed out. @type {Entry[]} */
  #queue = [];
  #busy = false;
  /** @type {import('../subscription.js').Subscription | undefined} */
  #subscription;

  /** @param {Bus} bus */
  constructor(bus) {
    this.#bus = bus;
  }

  get seq() {
    return this.#seq;
  }

  /**
   * @param {Part} part
   * @param {Clock | undefined} clock
   */
  attach(part, clock) {
    if (!this.#subscription?.active) {
      // Also after bus.clear(), which ended what was there.
      this.#subscription = this.#bus.subscribe('**', this.#onEvent, FIRST);
    }
    if (this.#parts.length === 0) this.#clock = Date.now;
    if (clock !== undefined) this.#clock = clock;
    this.#parts = [...this.#parts, part];
    return () => this.#detach(part);
  }

  /** @param {Part} part */
  #detach(part) {
    if (!this.#parts.includes(part)) return;
    this.#parts = this.#parts.filter((one) => one !== part);
    if (this.#parts.length === 0) this.#subscription?.unsubscribe();
  }

  /**
   * @param {number} time
   * @param {string} topic
   * @param {unknown} event
   */
  publishAt(time, topic, event) {
    const clock = this.#clock;
    this.#clock = () => time;
    try {
      return this.#bus.publish(topic, event);
    } finally {
      this.#clock = clock;
    }
  }

  /**
   * @param {string} topic
   * @param {unknown} event
   */
  #onEvent = (topic, event) => {
    const entry = new Entry(++this.#seq, this.#now(), topic, event);
    if (this.#busy) {
      entry.prepare();
      this.#queue.push(entry);
      return;
    }
    this.#busy = true;
    try {
      this.#handOut(entry);
      // Each may add more.
      for (let i = 0; i < this.#queue.length; i++) this.#handOut(this.#queue[i]);
    } finally {
      this.#queue.length = 0;
      this.#busy = false;
    }
  };

  #now() {
    try {
      const now = this.#clock();
      if (Number.isFinite(now)) return now;
    } catch {
      // A broken clock is no reason to lose an event.
    }
    return Date.now();
  }

  /** @param {Entry} entry */
  #handOut(entry) {
    for (const part of this.#parts) {
      try {
        const { redactor } = part;
        part.onEntry(redactor === undefined ? entry : new RedactedEntry(entry, redactor));
      } catch (error) {
        report(part, error);
        // What it had is lost, and it would tell so for each event from now on.
        if (error instanceof EngineFailedError) this.#detach(part);
      }
    }
  }
}

/**
 * Tells of an error that must not reach the run.
 *
 * @param {{ onError?: ((error: unknown) => void) | undefined }} part
 * @param {unknown} error
 */
export function report(part, error) {
  try {
    if (part.onError !== undefined) part.onError(error);
    else console.error('A part of the agent toolkit failed:', error);
  } catch (second) {
    console.error('A part of the agent toolkit failed:', error, 'and its onError:', second);
  }
}

/** @type {WeakMap<object, Feed>} */
const feeds = new WeakMap();

/**
 * Hands `part` every event of `bus`, from now on.
 *
 * @param {Bus} bus
 * @param {Part} part
 * @param {{ clock?: unknown }} [options] of the parts on one bus, the last clock that was given
 *   holds for all
 * @returns {() => void} detaches it; idempotent
 */
export function attach(bus, part, { clock } = {}) {
  if (typeof bus?.subscribe !== 'function') {
    throw argumentTypeError('bus', 'must be an EventBus', bus);
  }
  const checked = /** @type {Clock | undefined} */ (checkOptionalFunction('clock', clock));
  let feed = feeds.get(bus);
  if (feed === undefined) {
    feed = new Feed(bus);
    feeds.set(bus, feed);
  }
  return feed.attach(part, checked);
}

/**
 * How many events the feed of `bus` has numbered.
 *
 * @param {Bus} bus
 */
export function lastSeq(bus) {
  return feeds.get(bus)?.seq ?? 0;
}

/**
 * Publishes as if it were another time, for the parts on `bus`.
 *
 * @param {Bus} bus
 * @param {number} time milliseconds since 1970
 * @param {string} topic
 * @param {unknown} event
 * @returns {unknown} what `publish` returns
 */
export function publishAt(bus, time, topic, event) {
  const feed = feeds.get(bus);
  return feed === undefined ? bus.publish(topic, event) : feed.publishAt(time, topic, event);
}
