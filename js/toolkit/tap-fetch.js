// A fetch that tells the bus what goes over the wire, without secrets. It calls the real one with the
// very arguments it got, and returns the very response; whatever fails here is told to onError.

import { checkFunction, checkInteger, checkOptionalFunction, checkOptions } from '../arguments.js';
import { argumentTypeError } from '../errors.js';
import { CapturedBody } from './captured-body.js';
import { report } from './feed.js';
import { publishNow } from './publishing.js';
import { redactorOf } from './redactor.js';
import { bodyOf, headersOf, methodOf, urlOf } from './tap-request.js';
import { tapResponse } from './tap-response.js';

const DEFAULT_BODY_BYTES = 64 << 10;
const MAX_BODY_BYTES = 64 << 20;
const DEFAULT_UNREAD_MS = 1_000;
const MAX_MS = 2 ** 31 - 1;

/** Calls of all taps in this process. */
let calls = 0;

class FetchTap {
  #bus;
  #options;
  /** Those whose response has not been published yet. @type {Set<() => void>} */
  #open = new Set();
  active = true;

  /**
   * @param {import('./feed.js').Bus} bus
   * @param {Options} options
   *
   * @typedef {object} Options
   * @property {number} maxBodyBytes
   * @property {number} unreadMs
   * @property {import('./redactor.js').Redactor} redactor
   * @property {() => number} clock
   * @property {((error: unknown) => void) | undefined} onError
   * @property {(() => object) | undefined} fields
   */
  constructor(bus, options) {
    this.#bus = bus;
    this.#options = options;
  }

  /**
   * @param {unknown} input
   * @param {any} init
   */
  begin(input, init) {
    const { redactor, maxBodyBytes, clock, fields } = this.#options;
    const startedAt = clock();
    const request = /** @type {any} */ (input);
    const call = {
      ...fields?.(),
      callId: `http-${++calls}`,
      method: methodOf(input, init),
      url: redactor.text(urlOf(input)),
    };
    const given = init?.body !== undefined ? init.body : request?.body;
    this.#publish('http.request', {
      ...call,
      headers: headersOf(init?.headers ?? request?.headers, redactor),
      ...bodyOf(given, maxBodyBytes, redactor),
    });
    return { call, startedAt };
  }

  /**
   * @param {Begun} begun
   * @param {unknown} error
   * @param {object} [more]
   *
   * @typedef {ReturnType<FetchTap['begin']>} Begun
   */
  fail({ call, startedAt }, error, more) {
    const { clock, redactor } = this.#options;
    const latencyMs = clock() - startedAt;
    this.#publish('http.failed', { ...call, ...more, error: errorOf(error, redactor), latencyMs });
  }

  /**
   * @param {Begun} begun
   * @param {Response} response
   */
  respond(begun, response) {
    const { clock, redactor, maxBodyBytes, unreadMs } = this.#options;
    const latencyMs = clock() - begun.startedAt;
    const headers = headersOf(response.headers, redactor);
    const head = { status: response.status, headers };
    /** @param {object} body */
    const publish = (body) => {
      const durationMs = clock() - begun.startedAt;
      this.#publish('http.response', { ...begun.call, ...head, ...body, latencyMs, durationMs });
    };
    if (!response.body || maxBodyBytes === 0) {
      publish({});
      return;
    }
    const captured = new CapturedBody(maxBodyBytes, (ending, error) => {
      clearTimeout(timer);
      this.#open.delete(giveUp);
      this.guard(() => {
        if (ending === 'unread') return publish({ bodyEnding: ending });
        const body = {
          body: captured.text(response.headers.get('content-type') ?? '', redactor),
          bodyBytes: captured.bytes,
          ...(captured.truncated ? { bodyTruncated: true } : {}),
          bodyEnding: ending,
        };
        if (ending === 'failed') this.fail(begun, error, { ...head, ...body });
        else publish(body);
      });
    });
    const giveUp = () => captured.end('unread');
    const timer = setTimeout(() => {
      if (!captured.begun) giveUp();
    }, unreadMs);
    /** @type {{ unref?: () => void }} */ (/** @type {unknown} */ (timer)).unref?.();
    this.#open.add(giveUp);
    if (!tapResponse(response, captured)) giveUp();
  }

  detach() {
    this.active = false;
    for (const giveUp of [...this.#open]) giveUp();
  }

  /**
   * Runs what must not disturb the call.
   *
   * @template T
   * @param {() => T} work
   * @returns {T | undefined}
   */
  guard(work) {
    try {
      return work();
    } catch (error) {
      report(this.#options, error);
      return undefined;
    }
  }

  /**
   * @param {string} topic
   * @param {object} event
   */
  #publish(topic, event) {
    this.guard(() => publishNow(this.#bus, topic, event));
  }
}

/**
 * @param {any} error
 * @param {import('./redactor.js').Redactor} redactor
 */
function errorOf(error, redactor) {
  const { name, message, code } = error ?? {};
  const described = { type: String(name ?? typeof error), message: String(message ?? error) };
  return redactor.value(code === undefined ? described : { ...described, code });
}

/**
 * @param {import('./feed.js').Bus} bus
 * @param {unknown} [fetch]
 * @param {unknown} [options]
 */
export function tapFetch(bus, fetch, options) {
  if (typeof bus?.publish !== 'function')
    throw argumentTypeError('bus', 'must be an EventBus', bus);
  const send = checkFunction('fetch', fetch ?? globalThis.fetch);
  const given = /** @type {any} */ (checkOptions(options));
  const tap = new FetchTap(bus, {
    maxBodyBytes: checkInteger(
      'maxBodyBytes',
      given.maxBodyBytes,
      DEFAULT_BODY_BYTES,
      0,
      MAX_BODY_BYTES,
    ),
    unreadMs: checkInteger('unreadMs', given.unreadMs, DEFAULT_UNREAD_MS, 0, MAX_MS),
    redactor: redactorOf(given.redact),
    clock: checkOptionalFunction('clock', given.clock) ?? Date.now,
    onError: checkOptionalFunction('onError', given.onError),
    fields: checkOptionalFunction('fields', given.fields),
  });

  /**
   * @this {unknown}
   * @param {...any} args
   */
  async function tapped(...args) {
    if (!tap.active) return Reflect.apply(send, this, args);
    const begun = tap.guard(() => tap.begin(args[0], args[1]));
    let response;
    try {
      response = await Reflect.apply(send, this, args);
    } catch (error) {
      if (begun !== undefined) tap.guard(() => tap.fail(begun, error));
      throw error;
    }
    if (begun !== undefined) tap.guard(() => tap.respond(begun, response));
    return response;
  }
  const detach = () => tap.detach();
  return Object.assign(tapped, { detach, [Symbol.dispose]: detach });
}
