// The types of `agent-event-bus/devtools`, and its reference documentation.

import type { AnyEventBus } from '../index.js';

/** What `load` reads: a log, as `jsonlSink`, `EventLog.toJSONL` and `exportLog` write it. */
export type LogSource =
  | string
  | Uint8Array
  | Blob
  | ReadableStream<string | Uint8Array>
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>;

export interface LoadOptions {
  /** What it is called above the panels. @default that of the file, else `'recording'` */
  name?: string | undefined;
  /**
   * Leaves out lines that are no events, and counts them, instead of failing at the first.
   *
   * @default false
   */
  skip?: boolean | undefined;
  /** Ends the reading; what was shown stays. */
  signal?: AbortSignal | undefined;
}

export interface ExportOptions {
  /** All events, instead of those that the filter of the list lets through. @default false */
  all?: boolean | undefined;
  /**
   * Takes out what looks like a secret, as `createRedactor()` of the toolkit does.
   *
   * @default true
   */
  redact?: boolean | undefined;
  /** Ends the writing. */
  signal?: AbortSignal | undefined;
}

/** A recording that is shown. */
export interface ShownRecording {
  readonly name: string;
  readonly events: number;
  /** Older events that there was no room for: the newest 200,000 are kept. */
  readonly dropped: number;
  /** Lines that were left out, by `skip`. */
  readonly refused: number;
  /** Whether the last line was cut off, as it is when a writer dies. */
  readonly torn: boolean;
}

/**
 * `<agent-event-bus-devtools>`: what happens on a bus, as it happens, or as it was recorded.
 *
 * Importing the module registers the element. It fills its place, 320 px high at least, so give it
 * or what it is in a height. Colours follow the `color-scheme` of the user; set the CSS property on
 * the element to choose one.
 *
 * Where there are no elements, in Node, the module can be imported and does nothing; the class then
 * throws a `BusError` with `ERR_NOT_BROWSER` when it is made.
 */
export class AgentEventBusDevtools extends HTMLElement {
  /**
   * The bus to look at, or null. While the element is in a document it has one subscription, to `**`,
   * with the highest priority and an `onError` of its own, so that nothing in it reaches the run.
   * It ends when the element leaves the document, and begins again when it comes back; after
   * `bus.clear()` it is renewed. Another bus empties what is shown.
   *
   * Events are kept as they are, not copied, up to `maxEvents`, with the time at which they were
   * published; of a bus of `connectEvents`, that of its server.
   *
   * @default null
   * @throws TypeError `ERR_INVALID_ARGUMENT`; then nothing has changed
   */
  get bus(): AnyEventBus<object> | null;
  set bus(bus: AnyEventBus<object> | null | undefined);

  /**
   * Events that are kept, 1 to 1,000,000; older ones are dropped, and counted. A recording has a
   * limit of its own, 200,000.
   *
   * @default 20000
   * @throws TypeError, RangeError `ERR_INVALID_ARGUMENT`
   */
  maxEvents: number;

  /** Whether the panels stand still. What comes meanwhile is kept all the same. @default false */
  paused: boolean;

  /**
   * Patterns of the list of events, with spaces or commas between them. What is not a pattern is
   * shown as an error beside the box, and the filter before it stays in force.
   *
   * @default ''
   */
  filter: string;

  /** The recording that is shown instead of the bus, or null. */
  readonly recording: ShownRecording | null;

  /**
   * Shows a recorded log, at its end, until `showLive`. The bus is still listened to. The reader of
   * the toolkit is imported when this is called first.
   *
   * @returns the number of events
   * @throws (rejects) LogFormatError `ERR_LOG_FORMAT` with line and column; TypeError
   *   `ERR_INVALID_ARGUMENT`; the reason of the signal; an `AbortError` if another log is loaded
   *   instead. It is also shown; what was shown before stays.
   */
  load(source: LogSource, options?: LoadOptions): Promise<number>;

  /** Shows the bus again. */
  showLive(): void;

  /** Forgets all events of the bus. Does nothing while a recording is shown. */
  clear(): void;

  /**
   * What is shown, as a log that `load`, `readLog` and `replay` read.
   *
   * @throws (rejects) the reason of the signal
   */
  exportLog(options?: ExportOptions): Promise<Blob>;
}

declare global {
  interface HTMLElementTagNameMap {
    'agent-event-bus-devtools': AgentEventBusDevtools;
  }
}
