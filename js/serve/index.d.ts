// The types of `agent-event-bus/serve`, and its reference documentation. Node only.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnyEventBus, PatternOf } from '../index.js';
import type { EventLog, Redactor } from '../toolkit/index.js';

export interface ServeOptions<Events extends object, Pattern extends string = string> {
  /**
   * The events that are sent: a pattern or several.
   *
   * @default '**'
   */
  send?: PatternOf<Events, Pattern> | readonly PatternOf<Events, Pattern>[] | undefined;
  /**
   * What a reader must send as `Authorization: Bearer …`: 32 to 512 characters.
   *
   * @default 256 random bits
   */
  token?: string | undefined;
  /**
   * The values of the header `Host` that are answered, with their ports.
   *
   * @default 127.0.0.1, localhost and [::1], with the port of the connection
   */
  hosts?: readonly string[] | undefined;
  /**
   * The origins whose pages may read, besides pages of this server itself: exactly, as
   * `https://example.com`.
   *
   * @default none
   */
  origins?: readonly string[] | undefined;
  /**
   * Whether other machines may connect. Then `hosts` is needed, and the connection should be
   * encrypted on its way: whoever reads it has the token.
   *
   * @default false
   */
  allowRemote?: boolean | undefined;
  /**
   * Remembers events for readers that come late, or again, or are slow. It must record this very bus.
   *
   * @default one of its own, of 4 MiB
   */
  log?: EventLog | undefined;
  /**
   * Takes secrets out of what is sent.
   *
   * @default createRedactor()
   */
  redactor?: Redactor | undefined;
  /** Readers at one time; one more is refused. @default 64 */
  maxClients?: number | undefined;
  /** Between two signs of life, in milliseconds. @default 15000 */
  heartbeatMs?: number | undefined;
  /** A reader that takes nothing for so long is disconnected, in milliseconds. @default 60000 */
  stallMs?: number | undefined;
  /** Gets what goes wrong; it never reaches the publisher. @default console.error */
  onError?: ((error: unknown) => void) | undefined;
}

/**
 * A request handler as `node:http` wants it, and everything that takes one: `createServer(handler)`,
 * `app.use('/events', handler)`.
 */
export interface EventServer {
  (request: IncomingMessage, response: ServerResponse): void;
  readonly token: string;
  stats(): {
    /** Readers that are connected. */
    clients: number;
    /** Events sent, to all of them. */
    sent: number;
    /** Requests that were refused. */
    refused: number;
  };
  /**
   * Starts a server with nothing but this handler.
   *
   * @param where `port` is a free one by default, `host` 127.0.0.1
   */
  listen(where?: {
    port?: number | undefined;
    host?: string | undefined;
  }): Promise<{ url: string; close(): Promise<void> }>;
  /** Ends all streams and servers. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Sends the events of `bus` to whoever asks, as a stream of server-sent events; `connectEvents` of
 * `agent-event-bus/bridge` reads it. Events are JSON, without secrets, and are only read: nothing
 * comes in.
 *
 * Everything is refused but a GET from this machine, with a `Host` that is listed, an `Origin` that
 * is listed if there is one, and the token. `publish` sends nothing itself: events go out up to 25 ms
 * later. A reader that is slow holds up nobody: it is served from the log, and what that has forgotten
 * is told as a gap.
 *
 * @throws TypeError, RangeError `ERR_INVALID_ARGUMENT`, TopicError `ERR_INVALID_PATTERN`
 */
export function serveEvents<Events extends object, const Pattern extends string = string>(
  bus: AnyEventBus<Events>,
  options?: ServeOptions<Events, Pattern>,
): EventServer;
