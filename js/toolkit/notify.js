// Alerts: events of a pattern, as short texts, to a sink that may be slow, refuse, or fail.
//
// The publisher only puts the alert in a queue of limited length. One alert is on its way at a time;
// one that the sink wants later is sent again, later, and those behind it wait.

import {
  checkBoolean,
  checkChoice,
  checkFunction,
  checkInteger,
  checkOptionalFunction,
  checkOptions,
} from '../arguments.js';
import { argumentTypeError } from '../errors.js';
import { report } from './feed.js';
import { NotifyError } from './notify-error.js';
import { redactorOf } from './redactor.js';

const DEFAULT_PATTERN = '**.failed';
const DEFAULT_MAX_QUEUE = 100;
const DEFAULT_ATTEMPTS = 5;
const DEFAULT_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;
const MAX_MS = 2 ** 31 - 1;
/** Runs that were alerted of, and topics that are throttled: the oldest are forgotten. */
const MAX_REMEMBERED = 10_000;
const MAX_TEXT = 2_000;

/**
 * @typedef {object} Alert
 * @property {string} text
 * @property {string} topic
 * @property {unknown} event redacted
 * @property {number} time milliseconds since 1970
 * @property {number} suppressed how many alerts of this topic were left out since the last one
 *
 * @typedef {object} Timers
 * @property {(call: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 *
 * @typedef {(alert: Alert, context: { signal: AbortSignal }) => unknown} Sink
 */

class Notifier {
  #bus;
  #options;
  #subscription;
  /** @type {Alert[]} */
  #queue = [];
  #sending = false;
  /** Ends the wait before the next attempt. @type {(() => void) | undefined} */
  #wake;
  /** @type {AbortController | undefined} */
  #request;
  /** By topic, while it is throttled. @type {Map<string, { timer: unknown, suppressed: number, last: unknown }>} */
  #throttled = new Map();
  /** @type {Set<unknown>} */
  #runs = new Set();
  /** @type {(() => void)[]} */
  #flushing = [];
  #detached = false;
  sent = 0;
  failed = 0;
  dropped = 0;

  /**
   * @param {import('./feed.js').Bus} bus
   * @param {any} options checked
   */
  constructor(bus, options) {
    this.#bus = bus;
    this.#options = options;
    const onError = (/** @type {unknown} */ error) => this.#report(error);
    this.#subscription = this.#bus.subscribe(options.pattern, this.#onEvent, { onError });
  }

  get waiting() {
    return this.#queue.length;
  }

  /**
   * @param {string} topic
   * @param {unknown} event
   */
  #onEvent = (topic, event) => {
    const { once, throttleMs } = this.#options;
    if (once === 'per-run' && !this.#isFirstOf(event)) return;
    if (throttleMs > 0) {
      const throttled = this.#throttled.get(topic);
      if (throttled !== undefined) {
        throttled.suppressed++;
        throttled.last = event;
        return;
      }
      this.#throttle(topic);
    }
    this.#enqueue(topic, event, 0);
    if (once === true) this.#subscription.unsubscribe();
  };

  /** @param {unknown} event */
  #isFirstOf(event) {
    const { runId } = /** @type {{ runId?: unknown }} */ (event ?? {});
    if (runId === undefined) return true;
    if (this.#runs.has(runId)) return false;
    this.#runs.add(runId);
    if (this.#runs.size > MAX_REMEMBERED) this.#runs.delete(this.#runs.values().next().value);
    return true;
  }

  /**
   * Begins the time in which alerts of this topic are only counted. What was counted comes in one
   * alert when it ends.
   *
   * @param {string} topic
   */
  #throttle(topic) {
    if (this.#throttled.size >= MAX_REMEMBERED) return;
    const timer = this.#timer(() => this.#endThrottle(topic), this.#options.throttleMs);
    this.#throttled.set(topic, { timer, suppressed: 0, last: undefined });
  }

  /** @param {string} topic */
  #endThrottle(topic) {
    const throttled = this.#throttled.get(topic);
    this.#throttled.delete(topic);
    if (throttled === undefined || throttled.suppressed === 0 || this.#detached) return;
    this.#throttle(topic);
    this.#enqueue(topic, throttled.last, throttled.suppressed - 1);
  }

  /**
   * @param {string} topic
   * @param {unknown} event
   * @param {number} suppressed
   */
  #enqueue(topic, event, suppressed) {
    const { redactor, format, clock, maxQueue } = this.#options;
    if (this.#queue.length >= maxQueue) {
      this.dropped++;
      return;
    }
    const clean = redactor.value(event);
    const text = format === undefined ? describe(topic, clean) : format(topic, clean);
    const more = suppressed > 0 ? ` (and ${suppressed} more)` : '';
    const whole = `${redactor.text(String(text))}${more}`;
    this.#queue.push({ text: whole, topic, event: clean, time: clock(), suppressed });
    if (!this.#sending) {
      this.#sending = true;
      // Not in the publisher's call.
      Promise.resolve().then(() => this.#sendAll());
    }
  }

  async #sendAll() {
    for (let alert = this.#queue[0]; alert !== undefined; alert = this.#queue[0]) {
      await this.#send(alert);
      if (this.#queue[0] === alert) this.#queue.shift();
    }
    this.#sending = false;
    for (const resolve of this.#flushing.splice(0)) resolve();
  }

  /** @param {Alert} alert */
  async #send(alert) {
    const { attempts } = this.#options;
    for (let attempt = 1; !this.#detached; attempt++) {
      let error;
      try {
        await this.#attempt(alert);
        this.sent++;
        return;
      } catch (thrown) {
        error = thrown;
      }
      if (this.#detached) return;
      const { retry, retryAfterMs } = /** @type {NotifyError} */ (error ?? {});
      if (attempt >= attempts || retry === false) {
        this.failed++;
        this.#report(error);
        return;
      }
      await this.#wait(retryAfterMs ?? Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), MAX_RETRY_MS));
    }
  }

  /**
   * @param {Alert} alert
   * @returns {Promise<void>}
   */
  async #attempt(alert) {
    const { sink, timeoutMs } = this.#options;
    const request = new AbortController();
    this.#request = request;
    let timer;
    try {
      const ended = new Promise((_resolve, reject) => {
        timer = this.#timer(() => {
          const error = new NotifyError(`The sink took longer than ${timeoutMs} ms`);
          reject(error);
          request.abort(error);
        }, timeoutMs);
        request.signal.addEventListener('abort', () => reject(request.signal.reason));
      });
      const sending = Promise.resolve().then(() => sink(alert, { signal: request.signal }));
      await Promise.race([sending, ended]);
    } finally {
      this.#options.timers.clearTimeout(timer);
      this.#request = undefined;
    }
  }

  /**
   * @param {number} ms
   * @returns {Promise<void>}
   */
  #wait(ms) {
    return new Promise((resolve) => {
      const timer = this.#timer(resolve, Math.min(Math.max(0, ms), MAX_MS));
      this.#wake = () => {
        this.#options.timers.clearTimeout(timer);
        resolve();
      };
    });
  }

  /**
   * A timer that does not keep the process alive.
   *
   * @param {() => void} call
   * @param {number} ms
   */
  #timer(call, ms) {
    const timer = this.#options.timers.setTimeout(call, ms);
    timer?.unref?.();
    return timer;
  }

  /** @param {unknown} error */
  #report(error) {
    report(this.#options, error);
  }

  /** @returns {Promise<void>} */
  flush() {
    for (const topic of [...this.#throttled.keys()]) {
      const throttled = this.#throttled.get(topic);
      if (throttled === undefined || throttled.suppressed === 0) continue;
      this.#options.timers.clearTimeout(throttled.timer);
      this.#endThrottle(topic);
    }
    if (!this.#sending) return Promise.resolve();
    return new Promise((resolve) => this.#flushing.push(resolve));
  }

  detach() {
    if (this.#detached) return;
    this.#detached = true;
    this.#subscription.unsubscribe();
    for (const { timer, suppressed } of this.#throttled.values()) {
      this.#options.timers.clearTimeout(timer);
      this.dropped += suppressed;
    }
    this.#throttled.clear();
    this.dropped += this.#queue.length;
    this.#queue.length = 0;
    this.#request?.abort(new NotifyError('The notifier was detached'));
    this.#wake?.();
  }
}

/**
 * `tool.failed search: timed out (run 7)`.
 *
 * @param {string} topic
 * @param {any} event redacted
 */
function describe(topic, event) {
  const about = event?.tool ?? event?.model ?? event?.agent ?? event?.axis ?? event?.url;
  const error = event?.error?.message ?? event?.error ?? event?.reason;
  const run = event?.runId;
  const parts = [topic];
  if (about !== undefined) parts.push(` ${about}`);
  if (error !== undefined) parts.push(`: ${error}`);
  if (run !== undefined) parts.push(` (run ${run})`);
  const text = parts.join('');
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/**
 * @param {import('./feed.js').Bus} bus
 * @param {unknown} options
 */
export function notify(bus, options) {
  if (typeof bus?.subscribe !== 'function') {
    throw argumentTypeError('bus', 'must be an EventBus', bus);
  }
  const given = /** @type {any} */ (checkOptions(options));
  const notifier = new Notifier(bus, {
    pattern: given.pattern ?? DEFAULT_PATTERN,
    sink: checkFunction('sink', given.sink),
    format: checkOptionalFunction('format', given.format),
    once:
      typeof given.once === 'string'
        ? checkChoice('once', given.once, ['per-run'], 'per-run')
        : checkBoolean('once', given.once, false),
    throttleMs: checkInteger('throttleMs', given.throttleMs, 0, 0, MAX_MS),
    maxQueue: checkInteger('maxQueue', given.maxQueue, DEFAULT_MAX_QUEUE, 1),
    attempts: checkInteger('attempts', given.attempts, DEFAULT_ATTEMPTS, 1),
    timeoutMs: checkInteger('timeoutMs', given.timeoutMs, DEFAULT_TIMEOUT_MS, 1, MAX_MS),
    redactor: redactorOf(given.redact),
    clock: checkOptionalFunction('clock', given.clock) ?? Date.now,
    timers: checkTimers(given.timers),
    onError: checkOptionalFunction('onError', given.onError),
  });
  const detach = () => notifier.detach();
  return {
    get sent() {
      return notifier.sent;
    },
    get failed() {
      return notifier.failed;
    },
    get dropped() {
      return notifier.dropped;
    },
    get waiting() {
      return notifier.waiting;
    },
    flush: () => notifier.flush(),
    detach,
    [Symbol.dispose]: detach,
  };
}

/** @param {any} timers */
function checkTimers(timers) {
  if (timers === undefined) {
    // Taken when they are needed, so that fake timers work.
    return {
      setTimeout: (/** @type {() => void} */ call, /** @type {number} */ ms) =>
        setTimeout(call, ms),
      clearTimeout: (/** @type {any} */ timer) => clearTimeout(timer),
    };
  }
  checkFunction('timers.setTimeout', timers?.setTimeout);
  checkFunction('timers.clearTimeout', timers?.clearTimeout);
  return timers;
}
