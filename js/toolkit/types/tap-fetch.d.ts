import type { AnyEventBus } from '../../index.js';
import type { Attachment } from './common.js';
import type { Redactor, RedactorOptions } from './redactor.js';

export interface TapFetchOptions {
  /**
   * How much of each body is kept, in bytes, from 0 (none) to 64 MiB. Half a secret at the cut is
   * left out.
   *
   * @default 65536
   */
  maxBodyBytes?: number | undefined;
  /**
   * A response whose body nobody has begun to read by then is published without it. In milliseconds.
   *
   * @default 1000
   */
  unreadMs?: number | undefined;
  /** What removes the secrets. @default a redactor without options */
  redact?: Redactor | RedactorOptions | undefined;
  /** More fields for the events of a call, such as `runId`. Asked when it begins. */
  fields?: (() => object) | undefined;
  /** The time, in milliseconds. @default Date.now */
  clock?: (() => number) | undefined;
  /**
   * Gets what goes wrong in the tap, and what a publish throws; neither reaches the caller.
   *
   * @default console.error
   */
  onError?: ((error: unknown) => void) | undefined;
}

/** A fetch that is listened to. After `detach` it is the real one, without events. */
export type TappedFetch<F> = F & Attachment;

/**
 * A fetch that publishes what goes over the wire, without secrets: `http.request` when it is
 * called, then either `http.response` or `http.failed`, once, with the same `callId`.
 *
 * It calls `fetch` with its own arguments and returns its very response. `http.response` is
 * published when the body has been read, at the pace of whoever reads it, or was cancelled; at once
 * if there is none. Abort signals pass through. A stream in the request is not looked at.
 *
 * Events: `method`, `url`, `headers` (names in small letters), `body`, `bodyBytes`,
 * `bodyTruncated`; of a response also `status`, `latencyMs` to its headers, `durationMs` to its
 * end, and `bodyEnding`: `'complete'`, `'cancelled'` or `'unread'`; of a failure `error`, and what
 * had come until then.
 *
 * @param fetch @default globalThis.fetch
 * @throws {TypeError} `ERR_INVALID_ARGUMENT`
 */
export function tapFetch<F extends (...args: never[]) => Promise<unknown> = typeof fetch>(
  bus: AnyEventBus<object>,
  fetch?: F,
  options?: TapFetchOptions,
): TappedFetch<F>;
