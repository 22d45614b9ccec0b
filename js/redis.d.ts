// The types of `agent-event-bus/redis`, and its reference documentation.

import type {
  AgentEvents,
  AnyEventBus,
  AnyPattern,
  AsyncEventBus,
  BusError,
  BusStats,
  EventBusOptions,
  Handler,
  PatternOf,
  SubscribeOptions,
  Subscription,
} from './index.js';

/**
 * What the bus needs of a client of Redis: a client of node-redis (`createClient()`) or ioredis
 * (`new Redis()`). It serves as a pattern and is never used itself: each connection of the bus is a
 * duplicate of it. So it need not be connected, and stays the caller's to close.
 */
export interface RedisClient {
  duplicate(overrides?: object): unknown;
  connect(): Promise<unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: the clients declare it each in their own way
  on(name: any, listener: any): unknown;
}

/**
 * Events that subscribers will not get. `'trimmed'`: they were dropped for `maxLength`, or deleted,
 * before they were read. `'reset'`: the stream was flushed, and what was in it is gone.
 * `'group-lost'`: somebody destroyed the group, with what was pending. `'unreadable'`: an entry that
 * no bus has written.
 */
export interface Gap {
  readonly reason: 'trimmed' | 'reset' | 'group-lost' | 'unreadable';
  /** They came behind this id. */
  readonly from: string;
  /** And not behind this one, as far as that is known. */
  readonly to: string | undefined;
  /** How many at least; 0 where nobody can tell. */
  readonly atLeast: number;
  /** What is wrong with an unreadable entry. */
  readonly error?: unknown;
}

/** What a handler was called with, beside topic and event. */
export interface RedisDelivery {
  /** Of the entry in the stream; what `from` takes. */
  readonly id: string;
  /** Of the event: the same whenever it is delivered. */
  readonly eventId: string;
  /** The how-manieth delivery of it this is, from 1. Without a group always 1. */
  readonly attempt: number;
  /** Whether there was one before, which a handler may or may not have ended. */
  readonly redelivered: boolean;
}

/** An event that was put into the dead-letter stream. */
export interface ParkedEvent {
  /** Of the entry in the stream of events. */
  readonly id: string;
  readonly deliveries: number;
  /** Of the last delivery; none where its consumer died. */
  readonly errors: readonly unknown[];
}

/**
 * What the settings of the server promise about confirmed events. `'always'`: on disk, synchronised.
 * `'everysec'`: lost with the machine if younger than about a second. `'none'`: lost with the server.
 * `'unknown'`: not connected yet, or the settings may not be read.
 */
export type Durability = 'unknown' | 'none' | 'everysec' | 'always';

export interface RedisEventBusOptions extends Pick<EventBusOptions, 'onError'> {
  /** Of node-redis or ioredis, for Redis 7.0 or newer. See `RedisClient`. */
  client: RedisClient;
  /**
   * Which bus: all with the same name and prefix share their events. 1 to 200 characters, without
   * spaces and braces; so are `prefix`, `group` and `consumer`.
   *
   * @default 'events'
   */
  name?: string | undefined;
  /**
   * What all keys begin with.
   *
   * @default 'aeb'
   */
  prefix?: string | undefined;
  /**
   * Where to begin reading: behind this id, or with `'start'` at the oldest event that is there. By
   * default with the events that are stored from the first subscription on. A group that exists goes
   * on where it is.
   */
  from?: string | undefined;
  /** Told of events that are lost, unless a subscription is told by its own. */
  onGap?: ((gap: Gap) => void) | undefined;
  /**
   * Told when the connections are up, and when one is lost, with the reason: once per change, not per
   * attempt. Without it, the process gets a warning, at most one a minute.
   */
  onConnection?: ((connected: boolean, error: unknown) => void) | undefined;
  /**
   * Called with each event before it leaves the process, and returns what to publish in its place.
   * If it throws, nothing leaves, and `publish` rejects with that.
   */
  redact?: ((event: unknown, topic: string) => unknown) | undefined;

  /**
   * About how many events the stream keeps; the server drops the oldest, in blocks. From 1 up.
   *
   * @default 100000
   */
  maxLength?: number | undefined;
  /**
   * The largest event, in bytes of UTF-8 as JSON. From 1 up.
   *
   * @default 1048576
   */
  maxEventBytes?: number | undefined;
  /**
   * How many events may wait to be stored. Beyond, `publish` rejects with `ERR_BACKPRESSURE`.
   *
   * @default 10000
   */
  maxPending?: number | undefined;
  /**
   * How many bytes they may have together; one alone may have more.
   *
   * @default 67108864
   */
  maxPendingBytes?: number | undefined;
  /**
   * Without a group: how many events may be in handlers before the bus stops reading. They stay in
   * Redis meanwhile.
   *
   * @default 1000
   */
  maxUnfinished?: number | undefined;
  /**
   * Without a group: how many events to read at once, at most.
   *
   * @default 100
   */
  maxBatch?: number | undefined;

  /**
   * How long `publish` tries, in milliseconds.
   *
   * @default 30000
   */
  publishTimeoutMs?: number | undefined;
  /**
   * How long the server may be silent while it is asked something, in milliseconds from 50. Then the
   * connection is given up.
   *
   * @default 2000
   */
  replyTimeoutMs?: number | undefined;
  /**
   * How long the server waits for a new event before it answers that there is none, in milliseconds
   * from 10.
   *
   * @default 1000
   */
  blockMs?: number | undefined;
  /**
   * How long the server remembers, behind the last event of a bus, which of its events it has, in
   * milliseconds from 1000. Within this time no repetition is stored twice.
   *
   * @default 3600000
   */
  dedupeMs?: number | undefined;
  /**
   * Warn, once, if the server may evict the stream.
   *
   * @default true
   */
  warnOfEviction?: boolean | undefined;

  /**
   * Share the work: of all buses with this group, one gets each event, at least once. Without it, each
   * bus gets every event.
   */
  group?: string | undefined;
  /** The name of this bus in its group. By default one that is unique; two must not have the same. */
  consumer?: string | undefined;
  /**
   * How long an event belongs to a member that gives no sign, in milliseconds from 50. It gives one
   * every third of that, as long as its process lives and is connected.
   *
   * @default 30000
   */
  leaseMs?: number | undefined;
  /**
   * How often an event is delivered before it is put into the dead-letter stream. From 1 up.
   *
   * @default 5
   */
  maxDeliveries?: number | undefined;
  /**
   * How many events of the group this bus handles at a time. With 1, one after the other in their
   * order, and an event that fails is tried again before the next one.
   *
   * @default 1
   */
  concurrency?: number | undefined;
  /**
   * How long to wait after the first failure of a handler, in milliseconds from 1. It doubles with
   * each, up to 30 seconds.
   *
   * @default 100
   */
  retryMs?: number | undefined;
  /** Told of each event that this bus put into the dead-letter stream. */
  onParked?: ((parked: ParkedEvent) => void) | undefined;
}

export interface RedisSubscribeOptions<Events = AgentEvents, Pattern extends string = string>
  extends SubscribeOptions<Events, Pattern> {
  /** Told of events that this subscription may have missed. */
  onGap?: ((gap: Gap) => void) | undefined;
}

export interface RedisBusStats extends BusStats {
  /** Events that `publish` accepted. */
  readonly published: number;
  /** Now: events that wait to be stored. */
  readonly pending: number;
  /** Now: events in handlers. */
  readonly unfinishedEvents: number;
  /** In a group: events that another member took over while their handler ran here. */
  readonly leasesLost: number;
}

/** What `close` had to leave. All zero if nothing. */
export interface CloseReport {
  /** Events that were certainly not stored. Their `publish` has rejected with `ERR_NOT_STORED`. */
  readonly notStored: number;
  /** Events of which it is not known. Their `publish` has rejected with `ERR_UNKNOWN_OUTCOME`. */
  readonly unknown: number;
  /** In a group: events whose handler had not ended, or had failed. They stay pending, for other members. */
  readonly unhandled: number;
}

export interface CloseOptions {
  /**
   * How long to wait for what is under way, in milliseconds, from 0 to 2^31 - 1.
   *
   * @default 5000
   */
  deadlineMs?: number | undefined;
}

/**
 * A bus over a stream of Redis: publishers and subscribers may be in different processes. It has the
 * methods of an `AsyncEventBus`; see docs/redis.md for what is promised, and what is not.
 */
export class RedisEventBus<Events extends object = AgentEvents>
  implements Omit<AnyEventBus<Events>, 'close' | 'stats'>
{
  /**
   * Connects with the first subscription or publish.
   *
   * @throws {TypeError | RangeError} `ERR_INVALID_ARGUMENT`
   */
  constructor(options: RedisEventBusOptions);

  static matches(pattern: string, topic: string): boolean;

  readonly size: number;
  /** Whether all connections are up that were needed so far. */
  readonly connected: boolean;
  readonly durability: Durability;
  /** The id of the last event read; what `from` of another bus takes to go on here. */
  readonly cursor: string | undefined;
  /** In a handler, and what it calls and awaits: what it was called with. */
  readonly delivery: RedisDelivery | undefined;

  subscriptions(): Subscription[];
  matching: AsyncEventBus<Events>['matching'];
  stats(): RedisBusStats;

  /**
   * Calls `handler` with every matching event that is stored from now on, by whichever process. It
   * may also get events that another process stored shortly before. To be sure that it gets what
   * other processes do next, await `ready()`.
   *
   * @throws {TopicError} `ERR_INVALID_PATTERN`
   * @throws {TypeError | RangeError} `ERR_INVALID_ARGUMENT`
   * @throws {BusClosedError}
   */
  subscribe<const Pattern extends AnyPattern<Events>>(
    pattern: PatternOf<Events, Pattern> | readonly PatternOf<Events, Pattern>[],
    handler: Handler<Events, Pattern>,
    options?: RedisSubscribeOptions<Events, Pattern>,
  ): Subscription;

  once: AsyncEventBus<Events>['once'];
  events: AsyncEventBus<Events>['events'];

  /**
   * Resolves when the event is stored in Redis, with the number of subscriptions of this process that
   * match it. It does not wait for handlers, and their errors do not come here. `serial` has no
   * effect; the signal stops the waiting, and the event may be stored all the same.
   *
   * Rejects, where nothing was stored, with a `TopicError`, a `PayloadError`, an `EventTooLargeError`,
   * a `BackpressureError`, a `NotStoredError`, a `BusClosedError`, or what `redact` throws; and with
   * an `UnknownOutcomeError` where no answer came within `publishTimeoutMs`.
   */
  publish: AsyncEventBus<Events>['publish'];
  /** The same as `publish`. */
  publishAsync: AsyncEventBus<Events>['publish'];

  /** Resolves when every handler that runs in this process has ended. */
  idle: AsyncEventBus<Events>['idle'];
  clear(): void;

  /**
   * Resolves when it is connected and, if there are subscriptions, none of the events that are stored
   * from now on is missed. Rejects with a `BusClosedError` if it is closed before.
   */
  ready(): Promise<void>;

  /**
   * Refuses new events and reads no more, waits until what was accepted is stored and, in a group,
   * until the running handlers have ended, at most `deadlineMs`, and disconnects. Never rejects.
   * Idempotent.
   */
  close(options?: CloseOptions): Promise<CloseReport>;
  /** The same as `close`, without waiting for it. */
  [Symbol.dispose](): void;
  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The event was certainly not stored. */
export class NotStoredError extends BusError {
  private constructor();
  readonly code: 'ERR_NOT_STORED';
  readonly topic: string;
  readonly eventId: string;
}

/** The event may be stored or not: it was sent, and no answer came. */
export class UnknownOutcomeError extends BusError {
  private constructor();
  readonly code: 'ERR_UNKNOWN_OUTCOME';
  readonly topic: string;
  readonly eventId: string;
}

/** Too much waits to be stored; the event was not accepted. */
export class BackpressureError extends BusError {
  private constructor();
  readonly code: 'ERR_BACKPRESSURE';
  readonly limit: 'maxPending' | 'maxPendingBytes';
}

/** What JSON cannot carry. */
export class PayloadError extends BusError {
  private constructor();
  readonly code: 'ERR_INVALID_PAYLOAD';
  /** Where: `event.args[2]`. */
  readonly path: string;
}

/** The event has more bytes than `maxEventBytes`. */
export class EventTooLargeError extends BusError {
  private constructor();
  readonly code: 'ERR_EVENT_TOO_LARGE';
  readonly bytes: number;
  readonly maxEventBytes: number;
}

/** A connection ended or fell silent. The `cause` of others, and what `onConnection` is told. */
export class ConnectionLostError extends BusError {
  private constructor();
  readonly code: 'ERR_CONNECTION_LOST';
}

/** What the server answered in place of a result. The `cause` of others. */
export class RedisReplyError extends BusError {
  private constructor();
  readonly code: 'ERR_REDIS_REPLY';
  /** Its first word: OOM, LOADING, READONLY … */
  readonly reply: string;
}
