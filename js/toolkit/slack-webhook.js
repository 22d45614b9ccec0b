// A sink that posts alerts to an incoming webhook of Slack. The address is a secret, and is in no
// error and no event.

import { checkFunction, checkOptions } from '../arguments.js';
import { argumentTypeError } from '../errors.js';
import { NotifyError } from './notify-error.js';

/** Slack cuts longer texts itself, at 40,000. */
const MAX_TEXT = 3_000;
const TOO_MANY = 429;
const TIMEOUT = 408;

/**
 * @param {unknown} url
 * @param {unknown} [options]
 */
export function slackWebhook(url, options) {
  const address = checkUrl(url);
  const { fetch } = /** @type {any} */ (checkOptions(options));
  const send = checkFunction('fetch', fetch ?? globalThis.fetch);

  /**
   * @param {import('./notify.js').Alert} alert
   * @param {{ signal?: AbortSignal }} [context]
   */
  return async function slackSink({ text }, { signal } = {}) {
    let response;
    try {
      response = await send(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: escaped(text) }),
        redirect: 'error',
        ...(signal === undefined ? {} : { signal }),
      });
    } catch {
      if (signal?.aborted) throw signal.reason;
      // Its message may have the address.
      throw new NotifyError('The webhook of Slack could not be reached');
    }
    await discard(response);
    if (response.ok) return;
    const { status } = response;
    const retry = status === TOO_MANY || status === TIMEOUT || status >= 500;
    const retryAfterMs = retryAfterOf(response.headers.get('retry-after'));
    throw new NotifyError(`The webhook of Slack answered ${status}`, {
      retry,
      retryAfterMs,
      status,
    });
  };
}

/** @param {unknown} url */
function checkUrl(url) {
  try {
    const { protocol, href } = new URL(/** @type {string} */ (url));
    if (protocol === 'https:' || protocol === 'http:') return href;
  } catch {
    // Not quoted below: it may be half an address.
  }
  throw argumentTypeError('url', 'must be an http or https URL', typeof url);
}

/**
 * Else `<!channel>` in an event would wake everyone.
 *
 * @param {string} text
 */
function escaped(text) {
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  return short.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** @param {any} response whose connection is wanted back */
async function discard(response) {
  try {
    await response.body?.cancel();
  } catch {
    // Its status is all that matters.
  }
}

/**
 * @param {string | null} header seconds, or a date
 * @returns {number | undefined} milliseconds
 */
function retryAfterOf(header) {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
