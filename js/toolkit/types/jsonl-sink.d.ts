import type { AnyEventBus } from '../../index.js';
import type { Attachment, AttachOptions, RedactOption } from './common.js';

export interface JsonlSinkOptions extends AttachOptions, RedactOption {
  /** Of the events to write; one, or several. @default '**' */
  pattern?: string | readonly string[] | undefined;
  /**
   * When the disk is asked to have what was written: `'flush'`: by each `flush()`, which waits for
   * it; `'batch'`: by each batch, which then takes as long as the disk does; `'never'`: `flush()`
   * acknowledges that the system has it, which survives the end of the process, not that of the
   * machine.
   *
   * @default 'flush'
   */
  fsync?: 'flush' | 'batch' | 'never' | undefined;
  /**
   * While the file cannot be written, events of so much JSON wait for the next attempt, in
   * characters; what comes then is lost, and counted.
   *
   * @default 16777216
   */
  maxBufferBytes?: number | undefined;
  /**
   * A file that would become larger is renamed to `path.1`, that one to `path.2`, and so on. In
   * bytes, at least 1 KiB. A batch is not split, so a file may be larger by as much.
   *
   * @default no rotation
   */
  maxFileBytes?: number | undefined;
  /** How many files there are at most, from 2 to 1,000. The oldest is deleted. @default 5 */
  maxFiles?: number | undefined;
}

export interface JsonlSinkStats {
  /** Written. */
  events: number;
  /** Waiting for the end of the turn, or for a file that can be written. */
  buffered: number;
  /** Neither written nor waiting. */
  lost: number;
  /** The size of the file. */
  bytes: number;
  /** Of a torn last line that was cut off when the file was opened. */
  repairedBytes: number;
  /** The last attempt to write failed. */
  failing: boolean;
}

export interface JsonlSink extends Attachment {
  readonly path: string;
  stats(): JsonlSinkStats;
  /**
   * Resolves when everything published so far is in the file, and the disk has it (see `fsync`).
   * Rejects with the error of the file system if it is not.
   */
  flush(): Promise<void>;
  /** Detaches, flushes, and closes the file. Rejects as `flush()` does. Idempotent. */
  close(): Promise<void>;
  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Writes events to a file of lines of JSON, in the order of publishing. Node only.
 *
 * Batches are written at the end of the turn, or after 64 KiB, and what is left when the process
 * ends, also by an exception. A file that is there is continued: a torn last line is cut off, and
 * the seq goes on. There must be one writer.
 *
 * When the file cannot be written, nothing is thrown: `onError` is told, and an event `sink.failed`
 * is published, once until it works again. It is tried every second, and by `flush()`.
 */
export function jsonlSink(
  bus: AnyEventBus<object>,
  path: string,
  options?: JsonlSinkOptions,
): JsonlSink;
