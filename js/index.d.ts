// The types of `agent-event-bus`, and its reference documentation.

import type { AgentEvents } from './agent-events.js';
import type { MatchingTopics } from './topics.js';

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

/** The event of a topic; `unknown` where the map does not tell. */
export type EventOf<Events, Topic extends string> = Topic extends keyof Events
  ? Events[Topic]
  : unknown;

/** The known topics that `Pattern` matches. */
type Matching<Events, Pattern extends string> = MatchingTopics<KnownTopic<Events>, Pattern>;

/**
 * What a handler of `Pattern` is called with: a union over the topics that it matches, in which
 * `topic` tells the type of `event`.
 */
export type Delivery<Events, Pattern extends string> = [Matching<Events, Pattern>] extends [never]
  ? [topic: string, event: unknown, subscription: Subscription]
  : {
      [Topic in Matching<Events, Pattern>]: [
        topic: Topic,
        event: EventOf<Events, Topic>,
        subscription: Subscription,
      ];
    }[Matching<Events, Pattern>];

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
  | (true extends IsUnion<Matching<Events, Pattern>> ? Function : never);

/** Told of an error that a handler threw, or that its promise rejected with. */
export type OnError = (
  error: unknown,
  topic: string,
  event: unknown,
  subscription: Subscription,
) => void;

/** A pattern that can match something: in a closed map, one that matches a topic of the map. */
export type PatternOf<Events, Pattern extends string> =
  IsOpen<Events> extends true
    ? Pattern
    : [Matching<Events, Pattern>] extends [never]
      ? never
      : Pattern;

/** The event as a parameter, which may be left out where `undefined` is an event of the topic. */
type EventArgument<Event> = undefined extends Event ? [event?: Event] : [event: Event];

export interface EventBusOptions {
  /**
   * Gets the errors of handlers whose subscription has no `onError` of its own. Without it,
   * `publish` throws them when everyone was called.
   */
  onError?: OnError | undefined;
  /**
   * How many publishes may be under way at once, each in a handler of the one before. An integer
   * from 1 up.
   *
   * @default 64
   */
  maxDepth?: number | undefined;
}

export interface SubscribeOptions {
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
  /** Gets the errors of this handler, in place of the bus's `onError`. */
  onError?: OnError | undefined;
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

  /** How many subscriptions are live. */
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

  /**
   * Calls `handler` with every event published from now on whose topic `pattern`, or one of several
   * patterns, matches; once for each event, however many of the patterns match.
   *
   * @throws {TopicError} `ERR_INVALID_PATTERN`
   * @throws {TypeError | RangeError} `ERR_INVALID_ARGUMENT`, for a handler or option
   * @throws {BusClosedError}
   */
  subscribe<const Pattern extends string>(
    pattern: PatternOf<Events, Pattern> | readonly PatternOf<Events, Pattern>[],
    handler: Handler<Events, Pattern>,
    options?: SubscribeOptions,
  ): Subscription;

  /**
   * The same for one event. However many are published at the same time, and whatever the handler
   * does, it is called once at most.
   */
  once<const Pattern extends string>(
    pattern: PatternOf<Events, Pattern> | readonly PatternOf<Events, Pattern>[],
    handler: Handler<Events, Pattern>,
    options?: Omit<SubscribeOptions, 'once'>,
  ): Subscription;

  /**
   * Calls every matching handler, in order, and waits for the promises that they return. Never
   * throws: it rejects with what `publish` would throw.
   *
   * @returns how many handlers were called
   */
  publishAsync<Topic extends TopicOf<Events>>(
    topic: Topic,
    ...event: EventArgument<EventOf<Events, Topic>>
  ): Promise<number>;

  /** Unsubscribes everyone. */
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
   * @returns how many handlers were called
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
    ...event: EventArgument<EventOf<Events, Topic>>
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
