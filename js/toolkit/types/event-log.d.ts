import type { AnyEventBus } from '../../index.js';
import type { Attachment, AttachOptions, RedactOption } from './common.js';
import type { LogEntry, ReadLogOptions } from './log-reader.js';

export interface EventLogOptions extends AttachOptions, RedactOption {
  /**
   * The size of the ring, in bytes, from 1 KiB to 1 GiB. All of it is taken at once, and never more.
   *
   * @default 16777216
   */
  bytes?: number | undefined;
}

export interface LogQuery {
  /** @default '**' */
  pattern?: string | undefined;
  /**
   * The first seq to look at, from 0.
   *
   * @default 0
   */
  fromSeq?: number | undefined;
  /** How many events at most. @default 4294967295 */
  limit?: number | undefined;
}

export interface FollowOptions {
  /**
   * The first seq to get, from 0: one behind that of the last event you have seen.
   *
   * @default that of the oldest event in the log
   */
  fromSeq?: number | undefined;
  /** Gets what the handler throws. @default the log's onError */
  onError?: ((error: unknown) => void) | undefined;
}

export interface LogStats {
  events: number;
  /** In use, of `capacity`. */
  bytes: number;
  capacity: number;
  firstSeq: number;
  lastSeq: number;
  /** Events that had to make room for newer ones. */
  dropped: number;
  /** Events that were larger than the whole log, and are not in it. */
  tooLarge: number;
}

/**
 * The flight recorder: the newest events as JSON, in a ring of bytes of fixed size. When it is full,
 * the oldest go.
 */
export class EventLog implements Attachment {
  /**
   * Records what is published on `bus` from now on; without a bus, nothing.
   *
   * @throws {EngineFailedError} if there is no memory for it
   */
  constructor(bus?: AnyEventBus<object>, options?: EventLogOptions);

  /**
   * A log with the events of a file. It records nothing more.
   *
   * @throws {LogFormatError} for the first line that is refused, unless there is an `onRefused`
   * @throws {RangeError} for an event whose seq is not above the one before, or that is larger than
   *   the log
   */
  static load(
    jsonl: string | Uint8Array,
    options?: { bytes?: number | undefined; onRefused?: ReadLogOptions['onRefused'] },
  ): EventLog;

  /** How many events are in the log. */
  readonly size: number;
  /** The seq of the oldest event; 0 if there is none. */
  readonly firstSeq: number;
  /** The seq of the newest event; 0 if there is none. */
  readonly lastSeq: number;
  stats(): LogStats;

  /** Events, oldest first. */
  query(query?: LogQuery): LogEntry[];
  /** The same as the text of a log, which begins with a header. */
  toJSONL(query?: LogQuery): string;

  /**
   * Calls `handler` with every event of a pattern from a cursor on, once and in order: at once with
   * those that are in the log, which are copies made of JSON, and then with those that are published,
   * which are the published objects. What it throws goes to `onError`.
   *
   * @throws {LogGapError} if the log begins behind the cursor
   */
  follow(
    pattern: string | readonly string[],
    handler: (topic: string, event: unknown, entry: LogEntry) => void,
    options?: FollowOptions,
  ): Attachment;

  /** Forgets all events. */
  clear(): void;
  /** Records no more, and keeps what it has. */
  detach(): void;
  [Symbol.dispose](): void;
}
