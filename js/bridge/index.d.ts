// The types of `agent-event-bus/bridge`, and its reference documentation.

import {
  type AgentEvents,
  type AnyEventBus,
  BusError,
  EventBus,
  type PatternOf,
} from '../index.js';

/**
 * What carries messages, for `bridge`. Most have one already: see `Port`.
 *
 * What `post` is given may be any value that the structured clone algorithm copies. Messages arrive
 * in the order in which they were posted, and never during `post`.
 */
export interface Channel {
  /** Sends a message, or throws why it cannot be sent. */
  post(message: unknown): void;
  /** Begins to receive; returns what ends that. */
  listen(listener: {
    onMessage(message: unknown): void;
    /** A message came that could not be read. */
    onError(error: unknown): void;
  }): () => void;
  /** Closes what `bridge` was given a function for, while a page is hidden and at the end. */
  close?(): void;
}

/**
 * A `MessagePort`, a `Worker`, the `self` of a worker or a `BroadcastChannel` of browsers and Node; a
 * `Worker` or `parentPort` of Node's `worker_threads`.
 */
export interface Port {
  // biome-ignore lint/suspicious/noExplicitAny: as the DOM's own declarations have it
  postMessage(message: any): void;
}

export interface BridgeOptions<
  Events extends object,
  Send extends string = string,
  Receive extends string = string,
> {
  /**
   * The events that go over: a pattern or several.
   *
   * @default none
   */
  send?: PatternOf<Events, Send> | readonly PatternOf<Events, Send>[] | undefined;
  /**
   * The events that are taken, whatever the other end sends: a pattern or several.
   *
   * @default none
   */
  receive?: PatternOf<Events, Receive> | readonly PatternOf<Events, Receive>[] | undefined;
  /**
   * Gets what goes wrong: a `BridgeError` for an event that cannot be sent, such as one with a
   * function in it, or a message that cannot be read; and what handlers throw that get a received
   * event, unless the bus has an `onError`. Without it, the first goes to the publisher of the event,
   * as if a handler had thrown it, and the others become unhandled rejections.
   */
  onError?: ((error: unknown) => void) | undefined;
  /** Told when events of an other end were missed: it is in `missed` as well. */
  onGap?: ((gap: Gap) => void) | undefined;
}

/** Events of another end that did not arrive. */
export interface Gap {
  /** The other end. */
  readonly from: string;
  /** How many of its events, of all topics that it sends. */
  readonly missed: number;
}

/** A bridge at work. */
export interface Bridge {
  /** Events sent. */
  readonly sent: number;
  /** Events taken and published here. */
  readonly received: number;
  /** Events of others that did not arrive, as far as it can be known. */
  readonly missed: number;
  /** Ends it; the channel stays open if it was handed in. Idempotent. */
  detach(): void;
  /** The same as `detach`, for `using`. */
  [Symbol.dispose](): void;
}

/**
 * Joins `bus` with the bus at the other end of `channel`, where there has to be a bridge as well:
 * events of the topics in `send` are published there, as far as its `receive` has them, and the other
 * way round. Without options nothing goes over.
 *
 * Events are copied by the structured clone algorithm. Their order is kept. `publish` does not wait
 * for the other end, and its number of handlers does not count those there.
 *
 * Any number of buses can be joined, also in circles: no bus gets an event twice, as long as fewer
 * than 8,192 others come between the two copies.
 *
 * A `BroadcastChannel`, and what a function makes, is closed while the page is hidden by the browser,
 * and opened again when it is shown: what was missed in between is a gap.
 *
 * When the bus is closed it sends nothing any more, and ends by itself with the next event that comes
 * in; `detach` ends it at once.
 *
 * @throws TypeError `ERR_INVALID_ARGUMENT`, TopicError `ERR_INVALID_PATTERN`, BusClosedError
 */
export function bridge<
  Events extends object,
  const Send extends string = never,
  const Receive extends string = never,
>(
  bus: AnyEventBus<Events>,
  channel: Port | Channel | (() => Port | Channel),
  options?: BridgeOptions<Events, Send, Receive>,
): Bridge;

/**
 * The channel of a port or worker, should it be needed by itself.
 *
 * @throws TypeError `ERR_INVALID_ARGUMENT`
 */
export function channelOf(port: Port | Channel): Channel;

/**
 * A channel to an iframe (`iframe.contentWindow`), a popup, or from there to `parent` or `opener`.
 * Messages go to and are taken from nobody but this window while it shows a page of `origin`.
 *
 * @throws TypeError, RangeError `ERR_INVALID_ARGUMENT`: `*` is no origin
 */
export function windowChannel(
  // biome-ignore lint/suspicious/noExplicitAny: as the DOM's own declarations have it
  target: { postMessage(message: any, targetOrigin: string): void },
  options: {
    /** Exactly, with the port if it has one: `https://example.com:8443`. */
    origin: string;
  },
): Channel;

export interface ConnectOptions<Events extends object, Pattern extends string = string> {
  /** That of the server, `serveEvents(bus).token`. It is sent in a header, to this server only. */
  token: string;
  /**
   * The events that are taken: a pattern or several.
   *
   * @default '**'
   */
  pattern?: PatternOf<Events, Pattern> | readonly PatternOf<Events, Pattern>[] | undefined;
  /**
   * Where to begin: with what comes from now on, or with the oldest event that the server remembers.
   *
   * @default 'now'
   */
  from?: 'now' | 'start' | undefined;
  /** Told when events were missed, and how many if that is known. */
  onGap?: ((gap: { readonly missed: number | undefined }) => void) | undefined;
  /** Told when `state` has changed. */
  onState?: ((state: 'connecting' | 'open' | 'closed') => void) | undefined;
  /**
   * Gets what handlers throw, as the `onError` of a bus does, and a `BridgeError` with
   * `ERR_BRIDGE_REFUSED` when the server refuses, or has no events at this address; without it, those
   * are unhandled rejections.
   */
  onError?: ((error: unknown) => void) | undefined;
  /** Closes the bus. */
  signal?: AbortSignal | undefined;
  /** Instead of the global one. */
  fetch?: typeof globalThis.fetch | undefined;
  /** The shortest pause before it asks again, in milliseconds; it doubles. @default 250 */
  minDelayMs?: number | undefined;
  /** The longest. @default 10000 */
  maxDelayMs?: number | undefined;
  /** After so long without a byte, in milliseconds, the connection is taken for dead. @default 200000 */
  silenceMs?: number | undefined;
}

/** A bus with the events of another process. What is published on it stays here. */
export interface ConnectedEventBus<Events extends object = AgentEvents> extends EventBus<Events> {
  /** `connecting` also when the connection was lost; `closed` when the server refused, too: see `onError`. */
  readonly state: 'connecting' | 'open' | 'closed';
  /**
   * While an event of the server is published: when it was published there, in milliseconds since 1970.
   * Events come together, and after a pause many at once, so that is not now.
   */
  readonly eventTime: number | undefined;
  /** Events that came. */
  readonly received: number;
  /** Events that the server did not have any more, as far as their number is known. */
  readonly missed: number;
}

/**
 * A bus with the events of a process that serves them by `serveEvents` of `agent-event-bus/serve`: in
 * order, each once. Whenever the connection is lost it asks again, from where it was; what the server
 * does not remember by then is a gap. Close it to end that.
 *
 * @throws TypeError, RangeError `ERR_INVALID_ARGUMENT`, TopicError `ERR_INVALID_PATTERN`
 */
export function connectEvents<
  Events extends object = AgentEvents,
  const Pattern extends string = string,
>(url: string | URL, options: ConnectOptions<Events, Pattern>): ConnectedEventBus<Events>;

/** An event did not get through a bridge, or came through it damaged. */
export class BridgeError extends BusError {
  private constructor();
  /**
   * `ERR_BRIDGE_SEND`: it cannot be sent. `ERR_BRIDGE_MESSAGE`: it cannot be read.
   * `ERR_BRIDGE_REFUSED`: the server of `connectEvents` will not send any.
   */
  readonly code: 'ERR_BRIDGE_SEND' | 'ERR_BRIDGE_MESSAGE' | 'ERR_BRIDGE_REFUSED';
  /** What the channel threw, if it threw. */
  readonly cause?: unknown;
  /** With `ERR_BRIDGE_REFUSED`: what the server answered, such as 401 where the token is wrong. */
  readonly status?: number;
}
