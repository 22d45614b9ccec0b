// What is noted of a request, before it is sent: nothing of it is read that can be read only once.

import { CapturedBody, redactText } from './captured-body.js';

/** @typedef {import('./redactor.js').Redactor} Redactor */

/**
 * @param {unknown} input the first argument of fetch
 * @param {any} init the second
 */
export function methodOf(input, init) {
  const method = init?.method ?? /** @type {any} */ (input)?.method ?? 'GET';
  return String(method).toUpperCase();
}

/** @param {any} input */
export function urlOf(input) {
  return typeof input === 'object' && typeof input?.url === 'string' ? input.url : String(input);
}

/**
 * The headers as an object, their names in small letters.
 *
 * @param {any} given what fetch takes for headers
 * @param {Redactor} redactor
 * @returns {Record<string, string>}
 */
export function headersOf(given, redactor) {
  /** @type {Record<string, string>} */
  const headers = {};
  if (given === undefined || given === null) return headers;
  const entries = typeof given[Symbol.iterator] === 'function' ? given : Object.entries(given);
  for (const [name, value] of entries) {
    const key = String(name).toLowerCase();
    headers[key] = headers[key] === undefined ? String(value) : `${headers[key]}, ${value}`;
  }
  return redactor.value(headers);
}

/**
 * The body, cut at the limit; or what it is, if it is a stream.
 *
 * @param {any} body
 * @param {number} limit in bytes
 * @param {Redactor} redactor
 * @returns {{ body?: string, bodyBytes?: number, bodyTruncated?: true }}
 */
export function bodyOf(body, limit, redactor) {
  if (body === undefined || body === null) return {};
  if (body instanceof URLSearchParams)
    return bodyOfText(String(redactor.value(body)), limit, redactor);
  if (typeof body === 'string') return bodyOfText(body, limit, redactor);
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) {
    const bytes =
      body instanceof ArrayBuffer
        ? new Uint8Array(body)
        : new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
    const captured = new CapturedBody(limit, () => {});
    captured.add(bytes);
    return described(captured.text('', redactor), bytes.byteLength, captured.truncated);
  }
  if (typeof Blob === 'function' && body instanceof Blob) {
    const type = body.type === '' ? 'unknown type' : redactor.text(body.type);
    return { body: `[${body.size} bytes of ${type}]`, bodyBytes: body.size };
  }
  if (typeof FormData === 'function' && body instanceof FormData) {
    const fields = [...redactor.value(body)].map(([name, value]) =>
      typeof value === 'string' ? `${name}=${value}` : `${name}=[${value.size} bytes]`,
    );
    return bodyOfText(fields.join('\n'), limit, redactor);
  }
  return { body: '[a stream]' };
}

/**
 * @param {string} text
 * @param {number} limit
 * @param {Redactor} redactor
 */
function bodyOfText(text, limit, redactor) {
  const cut = text.length > limit;
  const kept = cut ? text.slice(0, limit) : text;
  return described(redactText(kept, cut, redactor), text.length, cut);
}

/**
 * @param {string} body
 * @param {number} bodyBytes
 * @param {boolean} truncated
 * @returns {{ body: string, bodyBytes: number, bodyTruncated?: true }}
 */
function described(body, bodyBytes, truncated) {
  return truncated ? { body, bodyBytes, bodyTruncated: true } : { body, bodyBytes };
}
