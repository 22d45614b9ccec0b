// The types of `agent-event-bus`, and its reference documentation.

// Symbol.dispose, also where the settings of a project do not have it.
/// <reference lib="esnext.disposable" />

import type { AgentEvents } from './agent-events.js';
import type { MatchingTopics, WildcardsFor } from './topics.js';

export * from './agent-events.js';
export type { AnyEventBus };

/** `string`, without swallowing the literals beside it, which editors then offer. */
type AnyString = string & Record<never, never>;

/** Whether topics that are not in the map are allowed: only in the default map. */
type IsOpen<Events> = [AgentEvents] extends [Events]
  ? [Events] extends [AgentEvents]
    ? true
    : false
  : false;

type KnownTopic<Events> = keyof Events & string;

/** What may be published to. */
export type TopicOf<Events> =
  | KnownTopic<Events>
  | (IsOpen<Events> extends true ? AnyString : never);

/** The topics of the map, and wildcards that match some of them. */
type KnownPattern<Events> = KnownTopic<Events> | WildcardsFor<KnownTopic<Events>>;

/** Any pattern at all; editors offer those that match something in the map. */
export type AnyPattern<Events> = KnownPattern<Events> | AnyString;

/** The event of a topic; `unknown` where the map does not tell. */
export type EventOf<Events, Topic extends string> = Topic extends keyof Events
  ? Events[Topic]
  : unknown;

/** The known topics that `Pattern` matches. */
type Matching<Events, Pattern extends string> = MatchingTopics<KnownTopic<Events>, Pattern>;

/**
 * What a handler of `Pattern` is called with: a union over the topics that it matches, in which
 * `topic` tells the type of `event`. One of several patterns that matches no known topic makes
 * `topic` a string and `event` unknown.
 */
export type Delivery<Events, Pattern extends string> = Pattern extends string
  ? [Matching<Events, Pattern>] extends [never]
    ? [topic: string, event: unknown, subscription: Subscription]
    : {
        [Topic in Matching<Events, Pattern>]: [
          topic: Topic,
          event: EventOf<Events, Topic>,
          subscription: Subscription,
        ];
      }[Matching<Events, Pattern>]
  : never;

type IsUnion<T, U = T> = T extends unknown ? ([U] extends [T] ? false : true) : never;

/**
 * Called with each matching event. What it returns is ignored, unless it is a promise: then its
 * rejection counts as an error of the handler, and `publishAsync` waits for it.
 */
export type Handler<Events, Pattern extends string> =
  | ((...delivery: Delivery<Events, Pattern>) => unknown)
  // TypeScript assigns no function with fewer parameters to one whose parameters are a union of
  // tuples. This lets it through, and types its parameters all the same.
  // biome-ignore lint/complexity/noBannedTypes: with a call signature it would spoil the inference
  | (true extends IsUnion<Delivery<Events, Pattern>> ? Function : never);

/** Told of an error that a handler threw, or that its promise rejected with. */
export type OnError = (
  error: unknown,
  topic: string,
  event: unknown,
  subscription: Subscription,
) => void;

/**
 * A pattern that can match something: in a closed map, one that matches a topic of the map. For
 * another it is those that do, so that the compiler's message names both.
 */
export type PatternOf<Events, Pattern extends string> =
  IsOpen<Events> extends true
    ? Pattern
    : Pattern extends string
      ? [Matching<Events, Pattern>] extends [never]
        ? KnownPattern<Events>
        : Pattern
      : never;

/** The event as a parameter, which may be left out where `undefined` is an event of the topic. */
type EventArgument<Event> = undefined extends Event ? [event?: Event] : [event: Event];

type AsyncPublishArguments<Event> = undefined extends Event
  ? [event?: Event, options?: PublishAsyncOptions]
  : [event: Event, options?: PublishAsyncOptions];

export interface EventBusOptions {
  /**
   * Gets the errors of handlers whose subscription has no `onError` of its own. Without it,
   * `publish` throws them when everyone was called.
   */
  onError?: OnError | undefined;
  /**
   * What becomes of an event that a handler publishes. `'nested'`: it reaches everyone at once,
   * before `publish` returns. `'fifo'`: it waits until the current event has reached everyone, so
   * that all subscribers see all events in the same order.
   *
   * @default 'nested'
   */
  order?: 'nested' | 'fifo' | undefined;
  /**
   * How many publishes may be under way at once, each in a handler of the one before. An integer
   * from 1 up.
   *
   * @default 64
   */
  maxDepth?: number | undefined;
}

/** Whether an event is to be delivered. It gets what the handler of the same pattern would get. */
export type Where<Events, Pattern extends string> =
  | ((...delivery: WhereArguments<Delivery<Events, Pattern>>) => boolean)
  // biome-ignore lint/complexity/noBannedTypes: as in Handler
  | (true extends IsUnion<Delivery<Events, Pattern>> ? Function : never);

type WhereArguments<D> = D extends [infer Topic, infer Event, Subscription]
  ? [topic: Topic, event: Event]
  : never;

/**
 * What happens to an event that finds a mailbox full: `'error'`, it is refused with a
 * `MailboxFullError`, which counts as an error of the handler; `'drop-oldest'` and `'drop-newest'`,
 * one event is lost, and counted in `stats().dropped`; `'block'`, `publishAsync` waits until there
 * is room, and `publish`, which cannot wait, refuses the event as by `'error'`.
 */
export type Overflow = 'block' | 'drop-oldest' | 'drop-newest' | 'error';

export interface SubscribeOptions<Events = AgentEvents, Pattern extends string = string> {
  /**
   * Higher goes first; equal priorities go in the order of subscription. An int32.
   *
   * @default 0
   */
  priority?: number | undefined;
  /**
   * Unsubscribe right before the first delivery.
   *
   * @default false
   */
  once?: boolean | undefined;
  /**
   * Deliver only events for which it returns true. An event that it refuses does not use up a
   * `once`; what it throws counts as an error of the handler, and so does a promise.
   */
  where?: Where<Events, Pattern> | undefined;
  /** Unsubscribes when it is aborted. */
  signal?: AbortSignal | undefined;
  /**
   * Gets the errors of this handler, in place of the bus's `onError`. With `'throw'` they go to the
   * publisher, past the bus's: for a handler whose error is its answer, such as that of a budget.
   */
  onError?: OnError | 'throw' | undefined;
  /**
   * How many calls of the handler may run at a time, until the promises that they return have
   * settled. Events that come meanwhile wait in the mailbox of the subscription and are handled in
   * their order. An integer from 1 up, or Infinity: no mailbox.
   *
   * @default Infinity
   */
  concurrency?: number | undefined;
  /**
   * How many events the mailbox holds, from 1 up.
   *
   * @default 1024
   */
  maxBuffer?: number | undefined;
  /** @default 'error' */
  overflow?: Overflow | undefined;
  /**
   * How long a promise of the handler may take, in milliseconds, from 0 to 2^31 - 1. After that a
   * `HandlerTimeoutError` is reported and the next event in the mailbox is handled; the handler
   * itself cannot be stopped.
   */
  timeoutMs?: number | undefined;
}

/** An event and where it was published, as waits and iterators give it. */
export type Published<Events, Pattern extends string> =
  Delivery<Events, Pattern> extends infer D
    ? D extends [infer Topic, infer Event, Subscription]
      ? { topic: Topic; event: Event }
      : never
    : never;

/** Limits of a wait. */
export interface WaitOptions {
  /** Rejects with the reason of the signal when it is aborted. */
  signal?: AbortSignal | undefined;
  /** Rejects with a `WaitTimeoutError` after so many milliseconds, from 0 to 2^31 - 1. */
  timeoutMs?: number | undefined;
}

export interface EventWaitOptions<Events, Pattern extends string> extends WaitOptions {
  /** Wait for an event for which it returns true. */
  where?: Where<Events, Pattern> | undefined;
}

export interface EventsOptions {
  /** Ends the iterator with the reason of the signal, behind what is in its buffer. */
  signal?: AbortSignal | undefined;
  /**
   * How many events wait to be read, from 1 up.
   *
   * @default 1024
   */
  maxBuffer?: number | undefined;
  /** @default 'drop-oldest' */
  overflow?: Overflow | undefined;
}

export interface PublishAsyncOptions {
  /**
   * Call each handler when the one before it is done, in place of all in one tick.
   *
   * @default false
   */
  serial?: boolean | undefined;
  /**
   * Stops the waiting, not the handlers: rejects with the reason of the signal. Aborted already, it
   * rejects without delivering. A delivery that waits for room in a full mailbox is taken back.
   */
  signal?: AbortSignal | undefined;
}

/** Iterates over events, as an AsyncIterableIterator; `break` or `return()` unsubscribes. */
export interface EventIterator<P> {
  next(): Promise<IteratorResult<P, undefined>>;
  return(): Promise<IteratorResult<P, undefined>>;
  /** Unsubscribes, and rejects with the error. */
  throw(error: unknown): Promise<IteratorResult<P, undefined>>;
  [Symbol.asyncIterator](): EventIterator<P>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Counts of a bus since it was made, and what it holds now. */
export interface BusStats {
  /** Events accepted by `publish` and `publishAsync`. */
  readonly published: number;
  /** Deliveries to handlers, waits and iterators. */
  readonly delivered: number;
  /** Errors of handlers: thrown, rejected, timed out, or refused by a full mailbox. */
  readonly errors: number;
  /** Deliveries lost to a full mailbox or buffer. */
  readonly dropped: number;
  /** Now: promises of handlers that have not settled, and events in mailboxes. */
  readonly unfinished: number;
  /** Now: live subscriptions, waits and iterators. */
  readonly subscriptions: number;
  /** Now: topics whose plan is cached. */
  readonly cachedTopics: number;
  /** Now: nodes of the trie in the core; 1, or 0 before the first use, when nothing is subscribed. */
  readonly coreNodes: number;
  /** Now: distinct literal segments in the core. */
  readonly coreSegments: number;
  /** Now: bytes of WebAssembly memory that this bus holds. It keeps them for later use. */
  readonly coreBytes: number;
}

/** What `subscribe` gives back. */
export interface Subscription {
  /** As given to `subscribe`; of several, a frozen copy without duplicates. */
  readonly pattern: string | readonly string[];
  readonly priority: number;
  /** False once it is unsubscribed, used up by a `once`, or its bus is closed. */
  readonly active: boolean;
  /** How many events it got. */
  readonly delivered: number;
  /**
   * From now on the handler is not called any more, not even in a publish that is under way. True
   * if that was news.
   */
  unsubscribe(): boolean;
  /** The same as `unsubscribe`, for `using`. */
  [Symbol.dispose](): void;
}

/** What `EventBus` and `AsyncEventBus` have in common: all but the result of `publish`. */
declare class AnyEventBus<Events extends object = AgentEvents> {
  /** @throws {TypeError | RangeError} `ERR_INVALID_ARGUMENT` */
  constructor(options?: EventBusOptions);

  /**
   * Whether `pattern` matches `topic`.
   *
   * @throws {TopicError} if either is invalid
   */
  static matches(pattern: string, topic: string): boolean;

  /** How many subscriptions, waits and iterators are live. */
  readonly size: number;

  /** The live subscriptions, in delivery order. */
  subscriptions(): Subscription[];

  /**
   * Who would get an event of this topic, in delivery order.
   *
   * @throws {TopicError} `ERR_INVALID_TOPIC`
   * @throws {BusClosedError}
   */
  matching(topic: string): Subscription[];

  stats(): BusStats;

  /**
   * Calls `handler` with every event published from now on whose topic `pattern`, or one of several
   * patterns, matches; once for each event, however many of the patterns match.
   *
   * @throws {TopicError} `ERR_INVALID_PATTERN`
   * @throws {TypeError | RangeError} `ERR_INVALID_ARGUMENT`, for a handler or option
   * @throws {BusClosedError}
   */
  subscribe<const Pattern extends AnyPattern<Events>>(
    pattern: PatternOf<Events, Pattern> | readonly PatternOf<Events, Pattern>[],
    handler: Handler<Events, Pattern>,
    options?: SubscribeOptions<Events, Pattern>,
  ): Subscription;

  /**
   * The same for one event. However many are published at the same time, and whatever the handler
   * does, it is called once at most.
   */
  once<const Pattern extends AnyPattern<Events>>(
    pattern: PatternOf<Events, Pattern> | readonly PatternOf<Events, Pattern>[],
    handler: Handler<Events, Pattern>,
    options?: Omit<SubscribeOptions<Events, Pattern>, 'once'>,
  ): Subscription;

  /**
   * Waits for one event. Never throws; it rejects with what `subscribe` would throw, and with a
   * `WaitTimeoutError`, the reason of the signal, a `BusClosedError` or, if `clear` ends it, an
   * `UnsubscribedError`.
   */
  once<const Pattern extends AnyPattern<Events>>(
    pattern: PatternOf<Events, Pattern> | readonly PatternOf<Events, Pattern>[],
    options?: EventWaitOptions<Events, Pattern>,
  ): Promise<Published<Events, Pattern>>;

  /**
   * The events from now on, to be read in a `for await` loop. Those not read yet wait in a bounded
   * buffer, by default the newest 1,024. It ends when the bus is closed, behind what is buffered.
   *
   * @throws what `subscribe` throws
   */
  events<const Pattern extends AnyPattern<Events>>(
    pattern: PatternOf<Events, Pattern> | readonly PatternOf<Events, Pattern>[],
    options?: EventsOptions,
  ): EventIterator<Published<Events, Pattern>>;

  /**
   * Calls every matching handler, in order, and waits for the promises that they return, and for
   * those that wait in a mailbox. Never throws: it rejects with what `publish` would throw.
   *
   * @returns how many handlers got the event
   */
  publishAsync<Topic extends TopicOf<Events>>(
    topic: Topic,
    ...rest: AsyncPublishArguments<EventOf<Events, Topic>>
  ): Promise<number>;

  /**
   * Resolves when every promise that handlers returned has settled, and every mailbox is empty.
   * Rejects with a `WaitTimeoutError` or the reason of the signal.
   */
  idle(options?: WaitOptions): Promise<void>;

  /** Unsubscribes everyone, and discards what waits for them. Iterators end behind their buffer. */
  clear(): void;

  /** Unsubscribes everyone, for good: afterwards `subscribe` and `publish` throw. Idempotent. */
  close(): void;
  /** The same as `close`, for `using`. */
  [Symbol.dispose](): void;
}

/**
 * Publishers and subscribers that know topics instead of each other.
 *
 * A **topic** is 1 to 128 non-empty segments joined by `.`, at most 4,096 bytes of UTF-8, without
 * control characters and `*`. In a **pattern** a segment may also be `*`, which stands for exactly
 * one segment, or `**`, which stands for one or more (at most 4 times).
 *
 * @typeParam Events topic to event. With a map of your own, other topics are refused by the
 *   compiler.
 */
export class EventBus<Events extends object = AgentEvents> extends AnyEventBus<Events> {
  /**
   * Calls every matching handler, in order, before it returns. All get the very object that was
   * published, so treat it as read-only.
   *
   * @returns how many handlers got the event: were called, or will be, from their mailbox or, by the
   *   order `'fifo'`, after the current event
   * @throws {TopicError} `ERR_INVALID_TOPIC`
   * @throws {BusClosedError}
   * @throws {PublishDepthError} if it is nested deeper than `maxDepth`
   * @throws what a handler threw, if no `onError` took it, after all handlers were called; of
   *   several errors, an `AggregateError` in delivery order
   */
  publish<Topic extends TopicOf<Events>>(
    topic: Topic,
    ...event: EventArgument<EventOf<Events, Topic>>
  ): number;
}

/** An `EventBus` whose `publish` is `publishAsync`. */
export class AsyncEventBus<Events extends object = AgentEvents> extends AnyEventBus<Events> {
  /** See `publishAsync`. */
  publish<Topic extends TopicOf<Events>>(
    topic: Topic,
    ...rest: AsyncPublishArguments<EventOf<Events, Topic>>
  ): Promise<number>;
}

/** A topic or pattern that breaks the grammar; the message names the input, the rule and the place. */
export class TopicError extends TypeError {
  private constructor();
  readonly code: 'ERR_INVALID_TOPIC' | 'ERR_INVALID_PATTERN';
  /** What was refused. */
  readonly input: unknown;
  /** Where, in UTF-16 code units; absent where the rule is about the whole input. */
  readonly index: number | undefined;
}

/** What the other errors of a bus extend. */
export class BusError extends Error {
  protected constructor();
  readonly code: string;
}

/** The bus is closed. */
export class BusClosedError extends BusError {
  private constructor();
  readonly code: 'ERR_BUS_CLOSED';
}

/** Handlers publish in circles, or nearly so. */
export class PublishDepthError extends BusError {
  private constructor();
  readonly code: 'ERR_PUBLISH_DEPTH';
  /** The chain of publishes, the outermost first, the refused one last. */
  readonly topics: readonly string[];
}

/** A promise of a handler took longer than its `timeoutMs`. */
export class HandlerTimeoutError extends BusError {
  private constructor();
  readonly code: 'ERR_HANDLER_TIMEOUT';
  readonly timeoutMs: number;
}

/** What was waited for did not come within `timeoutMs`. */
export class WaitTimeoutError extends BusError {
  private constructor();
  readonly code: 'ERR_WAIT_TIMEOUT';
  readonly timeoutMs: number;
}

/** An event found a mailbox, or the buffer of an iterator, full. */
export class MailboxFullError extends BusError {
  private constructor();
  readonly code: 'ERR_MAILBOX_FULL';
  readonly maxBuffer: number;
}

/** A wait ended without its event, for its subscription ended. */
export class UnsubscribedError extends BusError {
  private constructor();
  readonly code: 'ERR_UNSUBSCRIBED';
}

/**
 * The core failed, was made anew, and failed again: there is no memory left. What was asked for did
 * not happen; nothing is lost, and the bus goes on as soon as there is memory.
 */
export class CoreFailedError extends BusError {
  private constructor();
  readonly code: 'ERR_CORE_FAILED';
}
