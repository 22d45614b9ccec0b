import type { LogFormatError } from './errors.js';

/** An event of a log. */
export interface LogEntry {
  /** Counts the events, and only rises. */
  seq: number;
  /** When it was published, in milliseconds since 1970. */
  time: number;
  topic: string;
  /** Made of JSON: plain objects, arrays, strings, finite numbers, booleans and null. */
  event: unknown;
}

/** A log: its text, its bytes, or a stream of either, such as `fs.createReadStream(path)`. */
export type LogSource =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>;

export interface ReadLogOptions {
  /**
   * Gets the error of each line that is refused; the others are read as if it were not there.
   * Without it, the first one is thrown; but a torn last line is left out in silence, as nobody was
   * ever told that it was written.
   */
  onRefused?: ((error: LogFormatError) => void) | undefined;
  /**
   * Of a line, in bytes, from 1 to 64 MiB. A longer one is refused without being kept.
   *
   * @default 67108864
   */
  maxLineBytes?: number | undefined;
}

/**
 * Reads a log, event by event, in memory that does not grow with it. What is refused, with line and
 * column: text that is not UTF-8 or not JSON, a key that is twice in its object, whole numbers that
 * a double does not hold, more than 256 levels, and what is not an event.
 */
export function readLog(
  source: LogSource,
  options?: ReadLogOptions,
): AsyncGenerator<LogEntry, void>;
