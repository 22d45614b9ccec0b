// A bus with the events of another process, which serves them with serveEvents().
//
// It asks again whenever the connection is lost, from the event on that it had last, and tells what
// it missed if the server does not have that any more. It uses fetch() and not EventSource, which
// cannot send a token but in the URL, where it would end up in logs.

import {
  checkChoice,
  checkInteger,
  checkOptionalFunction,
  checkOptions,
  checkSignal,
} from '../arguments.js';
import { argumentRangeError, argumentTypeError } from '../errors.js';
import { EventBus } from '../event-bus.js';
import { topicFilter } from '../toolkit/topic-filter.js';
import { BridgeError } from './errors.js';
import { EventStreamParser } from './event-stream.js';
import { tell } from './tell.js';
import { assertToken, TOKEN_CHARACTERS } from './token.js';

/** A hidden tab gets one turn of its timers in a minute, and a server beats every 15 s. */
const DEFAULT_SILENCE_MS = 200_000;
const DEFAULT_MIN_DELAY_MS = 250;
const DEFAULT_MAX_DELAY_MS = 10_000;
const MAX_MS = 2 ** 31 - 1;

/** Answers after which there is no use in asking again. */
const isFinal = (/** @type {number} */ status) =>
  status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;

class ConnectedEventBus extends EventBus {
  #url;
  #token;
  #fetch;
  #isWanted;
  #onGap;
  #onState;
  #onError;
  #silenceMs;
  #delays;
  #abort = new AbortController();
  /** @type {'connecting' | 'open' | 'closed'} */
  #state = 'connecting';
  /** Of the last event, for the server; what it begins with, at first. */
  #lastId;
  /** Attempts that failed, since the last that did not. */
  #failures = 0;
  /** @type {number | undefined} */
  #eventTime;
  #received = 0;
  #missed = 0;

  /**
   * @param {string} url
   * @param {Record<string, unknown>} options
   */
  constructor(url, options) {
    const { token, pattern = '**', from, signal } = options;
    const onError = /** @type {((error: unknown) => void) | undefined} */ (
      checkOptionalFunction('onError', options.onError)
    );
    super({ onError });
    if (typeof token !== 'string') {
      throw argumentTypeError('token', 'must be the token of the server', typeof token);
    }
    assertToken(token, `must have characters of ${TOKEN_CHARACTERS}, and nothing else`);
    if (options.fetch === undefined) checkUrl(url); // another fetch may know other addresses
    this.#url = url;
    this.#token = token;
    this.#onError = onError;
    this.#onGap = /** @type {((gap: { missed: number | undefined }) => void) | undefined} */ (
      checkOptionalFunction('onGap', options.onGap)
    );
    this.#onState = /** @type {((state: string) => void) | undefined} */ (
      checkOptionalFunction('onState', options.onState)
    );
    this.#fetch = /** @type {typeof fetch} */ (
      checkOptionalFunction('fetch', options.fetch) ?? globalThis.fetch.bind(globalThis)
    );
    this.#isWanted = topicFilter(pattern);
    this.#lastId = checkChoice('from', from, ['now', 'start'], 'now') === 'start' ? 'start' : '';
    this.#silenceMs = checkInteger('silenceMs', options.silenceMs, DEFAULT_SILENCE_MS, 1, MAX_MS);
    const min = checkInteger('minDelayMs', options.minDelayMs, DEFAULT_MIN_DELAY_MS, 0, MAX_MS);
    const max = checkInteger('maxDelayMs', options.maxDelayMs, DEFAULT_MAX_DELAY_MS, min, MAX_MS);
    this.#delays = { min, max };
    const given = checkSignal(signal);
    if (given?.aborted) this.close();
    else given?.addEventListener('abort', () => this.close(), { signal: this.#abort.signal });
    this.#run();
  }

  get state() {
    return this.#state;
  }

  get eventTime() {
    return this.#eventTime;
  }

  get received() {
    return this.#received;
  }

  get missed() {
    return this.#missed;
  }

  /** @override */
  close() {
    if (this.#isClosed()) return;
    this.#abort.abort();
    super.close();
    this.#become('closed');
  }

  async #run() {
    while (this.#state !== 'closed') {
      try {
        await this.#read();
      } catch (error) {
        if (this.#isClosed()) return;
        if (error instanceof BridgeError) {
          this.close();
          tell(this.#onError, error);
          return;
        }
      }
      if (this.#isClosed()) return;
      this.#become('connecting');
      if (!this.#isClosed()) await this.#pause(); // else who was told has closed it
    }
  }

  #isClosed() {
    return this.#state === 'closed';
  }

  /** @param {'connecting' | 'open' | 'closed'} state */
  #become(state) {
    if (this.#state === state) return;
    this.#state = state;
    try {
      this.#onState?.(state);
    } catch (error) {
      tell(this.#onError, error);
    }
  }

  /** One connection, to its end. */
  async #read() {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    this.#abort.signal.addEventListener('abort', stop);
    let timer = setTimeout(stop, this.#silenceMs);
    try {
      /** @type {Record<string, string>} */
      const headers = { authorization: `Bearer ${this.#token}`, accept: 'text/event-stream' };
      if (this.#lastId !== '') headers['last-event-id'] = this.#lastId;
      const response = await this.#fetch(this.#url, {
        headers,
        signal: attempt.signal,
        cache: 'no-store',
        redirect: 'error', // the token is for this server only
        credentials: 'omit',
      });
      this.#check(response);
      const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
      const decoder = new TextDecoder();
      const parser = new EventStreamParser();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(stop, this.#silenceMs);
        for (const message of parser.push(decoder.decode(value, { stream: true }))) {
          if (this.#isClosed()) return;
          this.#take(message);
        }
      }
    } finally {
      clearTimeout(timer);
      this.#abort.signal.removeEventListener('abort', stop);
      attempt.abort(); // whatever ended it, nothing more is to come
    }
  }

  /** @param {Response} response */
  #check({ status, headers, body }) {
    if (isFinal(status)) throw refused(`refuses to send events: ${status}`, status);
    if (status !== 200) throw new Error(`Not now: ${status}`);
    const type = headers.get('content-type') ?? 'nothing';
    if (!type.startsWith('text/event-stream') || body === null) {
      throw refused(`answers with no events, but with ${type}`, status);
    }
  }

  /** @param {import('./event-stream.js').StreamMessage} message */
  #take({ type, id, data }) {
    if (type === 'open') {
      this.#failures = 0;
      this.#lastId = id;
      this.#become('open');
      return;
    }
    if (type === 'gap') {
      this.#tellGap(/** @type {{ missed: number | null }} */ (JSON.parse(data)).missed);
      return;
    }
    if (type !== 'message') return;
    this.#lastId = id;
    try {
      const { time, topic, event } = JSON.parse(data);
      if (!this.#isWanted(topic)) return;
      this.#received++;
      this.#eventTime = time;
      this.publish(topic, event);
    } catch (error) {
      tell(this.#onError, error);
    } finally {
      this.#eventTime = undefined;
    }
  }

  /** @param {number | null} missed null: not known */
  #tellGap(missed) {
    this.#missed += missed ?? 0;
    try {
      this.#onGap?.({ missed: missed ?? undefined });
    } catch (error) {
      tell(this.#onError, error);
    }
  }

  /** Longer each time, and not the same for all who lost the same server. */
  #pause() {
    const { min, max } = this.#delays;
    const most = Math.min(max, min * 2 ** Math.min(this.#failures++, 20));
    const ms = most / 2 + (Math.random() * most) / 2;
    return new Promise((resolve) => {
      const { signal } = this.#abort;
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve(undefined);
      }
    });
  }
}

/**
 * @param {string} what the server does
 * @param {number} status
 */
function refused(what, status) {
  return new BridgeError('ERR_BRIDGE_REFUSED', `The server ${what}`, undefined, status);
}

/** @param {string} url */
function checkUrl(url) {
  const { location } = /** @type {{ location?: { href: string } }} */ (globalThis);
  try {
    if (/^https?:$/.test(new URL(url, location?.href).protocol)) return;
  } catch {
    // Not an address, so none of http either.
  }
  throw argumentRangeError('url', 'must be an address of http or https', url);
}

/**
 * @param {unknown} url
 * @param {unknown} [options]
 */
export function connectEvents(url, options) {
  if (typeof url !== 'string' && !(url instanceof URL)) {
    throw argumentTypeError('url', 'must be a string or a URL', url);
  }
  return new ConnectedEventBus(String(url), checkOptions(options));
}
