import type { AnyEventBus } from '../../index.js';
import { BusError } from '../../index.js';
import type { Attachment } from './common.js';
import type { Redactor, RedactorOptions } from './redactor.js';

/** One alert, without secrets. */
export interface Alert {
  /** What to tell: made by `format`. */
  text: string;
  topic: string;
  event: unknown;
  /** Of the event, or of the last that was suppressed. Milliseconds since 1970. */
  time: number;
  /** How many alerts of this topic `throttleMs` left out since the last one. */
  suppressed: number;
}

/**
 * Sends an alert; it has been sent when the promise resolves. What it throws or rejects with is
 * tried again, unless it has `retry: false`; after `retryAfterMs`, if it has that, else after 1, 2,
 * 4 … seconds, at most a minute.
 */
export type AlertSink = (alert: Alert, context: { signal: AbortSignal }) => unknown;

export interface NotifyOptions {
  /** @default '**.failed' */
  pattern?: string | readonly string[] | undefined;
  sink: AlertSink;
  /** `true`: the first event only. `'per-run'`: the first of each `runId`. @default false */
  once?: boolean | 'per-run' | undefined;
  /**
   * For so long after an alert, further events of its topic are counted; then one alert tells of
   * them. In milliseconds.
   *
   * @default 0
   */
  throttleMs?: number | undefined;
  /** The text of an alert, from an event without secrets. @default topic, subject, error and run */
  format?: ((topic: string, event: unknown) => string) | undefined;
  /** How many alerts may wait. What comes then is dropped, and counted. @default 100 */
  maxQueue?: number | undefined;
  /** How often an alert is tried. @default 5 */
  attempts?: number | undefined;
  /** How long the sink may take for one attempt, in milliseconds; then its signal aborts. @default 10000 */
  timeoutMs?: number | undefined;
  /** What removes the secrets. @default a redactor without options */
  redact?: Redactor | RedactorOptions | undefined;
  /** The time, in milliseconds since 1970. @default Date.now */
  clock?: (() => number) | undefined;
  /** What waits. Its timers are unref'd, where they can be. @default the global functions */
  timers?:
    | {
        setTimeout(call: () => void, ms: number): unknown;
        clearTimeout(timer: never): void;
      }
    | undefined;
  /** Gets the error of an alert that was given up, and what else goes wrong. @default console.error */
  onError?: ((error: unknown) => void) | undefined;
}

export interface Notifier extends Attachment {
  /** Ends it at once: drops what waits, and aborts what is being sent. To send that, `flush` first. */
  detach(): void;
  /**
   * Resolves when everything that waits has been sent or given up, with what `throttleMs` has
   * counted so far.
   */
  flush(): Promise<void>;
  /** Alerts that the sink took. */
  readonly sent: number;
  /** Alerts that were given up. */
  readonly failed: number;
  /** Alerts for which there was no room, or that `detach` dropped. */
  readonly dropped: number;
  /** Alerts that are waiting, with the one that is being sent. */
  readonly waiting: number;
}

/**
 * Sends alerts of the events of a pattern. The publisher waits for none of it, and no error of it
 * reaches the publisher.
 *
 * A sink must not publish events of the pattern on the same bus, for instance by a tapped fetch.
 *
 * @throws {TypeError} `ERR_INVALID_ARGUMENT`
 * @throws {RangeError} `ERR_INVALID_ARGUMENT`
 */
export function notify<Events extends object>(
  bus: AnyEventBus<Events>,
  options: NotifyOptions,
): Notifier;

/**
 * A sink for an incoming webhook of Slack, or of who takes the same `{"text": "…"}`. An answer 429
 * or 5xx is tried again, `Retry-After` is kept to; other refusals are not. Texts are cut at 3,000
 * characters; `&`, `<` and `>` are escaped, so that no event can mention anyone.
 *
 * @param url a secret: it is in no error and no event
 * @throws {TypeError} `ERR_INVALID_ARGUMENT`
 */
export function slackWebhook(
  url: string | URL,
  options?: { fetch?: typeof fetch | undefined },
): (alert: Pick<Alert, 'text'>, context?: { signal?: AbortSignal | undefined }) => Promise<void>;

/** A sink could not send an alert. */
export class NotifyError extends BusError {
  constructor(
    message: string,
    details?: { retry?: boolean; retryAfterMs?: number | undefined; status?: number },
  );
  readonly code: 'ERR_NOTIFY';
  /** False if it will not be taken later either. */
  readonly retry: boolean;
  /** How long the sink asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Of the HTTP answer, if there was one. */
  readonly status: number | undefined;
}
