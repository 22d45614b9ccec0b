// The types of `agent-event-bus/testing`, and its reference documentation.

import type { AnyEventBus, AnyPattern, EventWaitOptions, PatternOf, Published } from './index.js';

/** The events captured so far, in the order of publishing. An array that grows. */
export interface Captured<P extends { topic: string }> extends Array<P> {
  /** The topics alone, for a comparison at a glance. */
  readonly topics: P['topic'][];
  /** Captures no more, and keeps what it has. Idempotent. */
  stop(): void;
  /** The same as `stop`, for `using`. */
  [Symbol.dispose](): void;
}

/**
 * Captures every event of a pattern, or of several, from now on.
 *
 * It is a subscription of the highest priority, so it lists events in the order of publishing, also
 * those that handlers publish in answer to others. It neither delays nor changes what others get;
 * but as any subscription it counts in `size`, `stats()` and in what `publish` returns. It holds
 * all events until it is collected itself.
 *
 * @throws what `subscribe` throws
 */
export function capture<Events extends object, const Pattern extends AnyPattern<Events>>(
  bus: AnyEventBus<Events>,
  pattern: PatternOf<Events, Pattern> | readonly PatternOf<Events, Pattern>[],
): Captured<Published<Events, Pattern>>;

export interface ExpectEventOptions<Events, Pattern extends string>
  extends EventWaitOptions<Events, Pattern> {
  /**
   * How long to wait, in milliseconds, from 0 to 2^31 - 1.
   *
   * @default 1000
   */
  timeoutMs?: number | undefined;
}

/**
 * Waits for an event, published from now on, for which `where` is true. So call it first, then do
 * what publishes, then await.
 *
 * Rejects with an `EventAssertionError` when the time is up, whose message lists what was published
 * instead; and with the reason of the signal, what `where` throws, a `BusClosedError`, an
 * `UnsubscribedError` if the bus is cleared, or what `subscribe` throws.
 */
export function expectEvent<Events extends object, const Pattern extends AnyPattern<Events>>(
  bus: AnyEventBus<Events>,
  pattern: PatternOf<Events, Pattern> | readonly PatternOf<Events, Pattern>[],
  options?: ExpectEventOptions<Events, Pattern>,
): Promise<Published<Events, Pattern>>;

/**
 * Resolves after `ms` milliseconds, from 0 to 2^31 - 1, in which no event came for which `where` is
 * true.
 *
 * Rejects with an `EventAssertionError` as soon as one comes; else as `expectEvent` does, also when
 * the bus is closed before the time is up.
 */
export function expectNoEvent<Events extends object, const Pattern extends AnyPattern<Events>>(
  bus: AnyEventBus<Events>,
  pattern: PatternOf<Events, Pattern> | readonly PatternOf<Events, Pattern>[],
  ms: number,
  options?: Omit<EventWaitOptions<Events, Pattern>, 'timeoutMs'>,
): Promise<void>;

/** An expected event did not come, or another did. */
export class EventAssertionError extends Error {
  private constructor();
  /** As of an `AssertionError` of Node. */
  readonly code: 'ERR_ASSERTION';
  readonly pattern: string | readonly string[];
  /** Those that the message lists, oldest first. */
  readonly events: readonly { topic: string; event: unknown }[];
}
