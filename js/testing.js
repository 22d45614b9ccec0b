// What tests need of a bus: all events of a pattern in a list, and events that must, or must not,
// come. It uses the bus as anyone does. What may be relied on is written in testing.d.ts.

import { argumentTypeError } from './errors.js';
import { show } from './show.js';

/**
 * @typedef {{ topic: string, event: unknown }} Published
 * @typedef {import('./subscription.js').Where} Where
 *
 * @typedef {object} Bus
 * @property {typeof import('./event-bus.js').EventBus.prototype.subscribe} subscribe
 * @property {typeof import('./event-bus.js').EventBus.prototype.once} once
 */

/** Before everyone, so that what is seen is in the order of publishing, nested publishes too. */
const FIRST = { priority: 2 ** 31 - 1 };
const DEFAULT_TIMEOUT_MS = 1_000;
/** How many events a message lists: the last ones, and of those before, the last that are near. */
const SHOWN = 10;
const SHOWN_NEAR = 5;

export class EventAssertionError extends Error {
  code = 'ERR_ASSERTION'; // what test runners know an assertion by

  /**
   * @param {string} message
   * @param {string | readonly string[]} pattern
   * @param {readonly Published[]} events
   */
  constructor(message, pattern, events) {
    super(message);
    this.pattern = pattern;
    this.events = events;
  }
}
EventAssertionError.prototype.name = 'EventAssertionError';

/**
 * @param {Bus} bus
 * @param {string | readonly string[]} pattern
 */
export function capture(bus, pattern) {
  /** @type {Published[]} */
  const captured = [];
  const subscription = bus.subscribe(
    pattern,
    (topic, event) => {
      captured.push({ topic, event });
    },
    FIRST,
  );
  const stop = () => {
    subscription.unsubscribe();
  };
  // Not enumerable, nor in a class of its own: a strict deepEqual takes it for the array it is.
  return Object.defineProperties(captured, {
    topics: { get: () => captured.map(({ topic }) => topic) },
    stop: { value: stop },
    [Symbol.dispose]: { value: stop },
  });
}

/**
 * @param {Bus} bus
 * @param {string | readonly string[]} pattern
 * @param {{ where?: Where, timeoutMs?: number, signal?: AbortSignal }} [options]
 * @returns {Promise<Published>}
 */
export async function expectEvent(bus, pattern, options) {
  const timeoutMs = options?.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const observer = new Observer(bus, pattern);
  try {
    const found = await waitFor(bus, pattern, { ...options, timeoutMs }, (refused) =>
      observer.refuse(refused),
    );
    if (found !== undefined) return found;
    const expected = `${show(pattern)}${options?.where ? ' for which where is true' : ''}`;
    const message = `Expected an event of ${expected} within ${timeoutMs} ms, but none came`;
    throw new EventAssertionError(`${message}\n${observer.report()}`, pattern, observer.events());
  } finally {
    observer.stop();
  }
}

/**
 * @param {Bus} bus
 * @param {string | readonly string[]} pattern
 * @param {number} ms
 * @param {{ where?: Where, signal?: AbortSignal }} [options]
 * @returns {Promise<void>}
 */
export async function expectNoEvent(bus, pattern, ms, options) {
  // Without one it would wait for ever.
  if (typeof ms !== 'number') throw argumentTypeError('ms', 'must be a number', ms);
  const start = performance.now();
  const found = await waitFor(bus, pattern, { ...options, timeoutMs: ms }, () => {});
  if (found === undefined) return;
  const after = Math.round(performance.now() - start);
  const message = `Expected no event of ${show(pattern)} within ${ms} ms, but after ${after} ms came`;
  throw new EventAssertionError(`${message}\n${lineOf(found)}`, pattern, [found]);
}

/**
 * @param {Bus} bus
 * @param {string | readonly string[]} pattern
 * @param {{ where?: Where, timeoutMs: number, signal?: AbortSignal }} options
 * @param {(published: Published) => void} onRefused told of what `where` refuses
 * @returns {Promise<Published | undefined>} undefined when the time is up
 * @throws what `where` throws: it is the test's error, not one of the publisher
 */
async function waitFor(bus, pattern, { where, ...limits }, onRefused) {
  /** @type {{ error: unknown } | undefined} */
  let failure;
  /** @type {Where} */
  const isExpected = (topic, event) => {
    try {
      if (/** @type {Where} */ (where)(topic, event)) return true;
    } catch (error) {
      failure = { error };
      return true; // which ends the waiting
    }
    onRefused({ topic, event });
    return false;
  };
  // Anything else that is not a function is for the bus to refuse.
  const options = { ...limits, where: typeof where === 'function' ? isExpected : where };
  try {
    const found = await bus.once(pattern, options);
    if (failure !== undefined) throw failure.error;
    return /** @type {Published} */ (found);
  } catch (error) {
    if (failure === undefined && isTimeout(error)) return undefined;
    throw error;
  }
}

/**
 * By its code, for the bus may come from another copy of the package.
 *
 * @param {unknown} error
 */
function isTimeout(error) {
  return /** @type {{ code?: unknown } | undefined} */ (error)?.code === 'ERR_WAIT_TIMEOUT';
}

/**
 * @typedef {Published & { near: boolean, refused: boolean }} Sighting
 */

/** Sees everything that is published, and remembers what a message will show. */
class Observer {
  /** @type {Sighting[]} */
  #last = [];
  /** Those before them that are near. @type {Sighting[]} */
  #near = [];
  #count = 0;
  #words;
  #subscription;

  /**
   * @param {Bus} bus
   * @param {string | readonly string[]} pattern
   */
  constructor(bus, pattern) {
    this.#words = new Set([pattern].flat().flatMap((one) => wordsOf(String(one))));
    this.#subscription = bus.subscribe('**', (topic, event) => this.#see(topic, event), FIRST);
  }

  stop() {
    this.#subscription.unsubscribe();
  }

  /**
   * The last event of this topic matches the pattern, but `where` refused it.
   *
   * @param {Published} published
   */
  refuse({ topic, event }) {
    const seen = [...this.#near, ...this.#last].reverse();
    const sighting = seen.find((one) => one.topic === topic && one.event === event);
    if (sighting !== undefined) sighting.refused = true;
  }

  /** @returns {Published[]} */
  events() {
    return [...this.#near, ...this.#last].map(({ topic, event }) => ({ topic, event }));
  }

  /** What was published instead. */
  report() {
    if (this.#count === 0) {
      return 'Nothing was published meanwhile; what was published before the call does not count.';
    }
    const shown = this.#count > SHOWN ? `${this.#count} events, the last ${SHOWN}` : 'all';
    const lines = [`Published meanwhile (${shown}):`, ...this.#last.map(lineOf)];
    if (this.#near.length > 0) lines.push('Before those, and near:', ...this.#near.map(lineOf));
    return lines.join('\n');
  }

  /**
   * @param {string} topic
   * @param {unknown} event
   */
  #see(topic, event) {
    this.#count++;
    const near = wordsOf(topic).some((word) => this.#words.has(word));
    this.#last.push({ topic, event, near, refused: false });
    if (this.#last.length <= SHOWN) return;
    const [oldest] = this.#last.splice(0, 1);
    if (oldest.near || oldest.refused) this.#near.push(oldest);
    if (this.#near.length > SHOWN_NEAR) this.#near.shift();
  }
}

/**
 * What a topic has in common with one that it was mistaken for: `tool_called` with `Tool.Called`.
 *
 * @param {string} text a topic or pattern
 */
function wordsOf(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** @param {Published & Partial<Sighting>} published */
function lineOf({ topic, event, near, refused }) {
  const remark = refused ? '  ← matches, but where refused it' : near ? '  ← near' : '';
  return `  ${topic} ${show(event)}${remark}`;
}
