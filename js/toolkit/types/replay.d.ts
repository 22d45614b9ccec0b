import type { AnyEventBus } from '../../index.js';
import type { EventLog } from './event-log.js';
import type { LogSource, ReadLogOptions } from './log-reader.js';

export interface ReplayOptions extends ReadLogOptions {
  /**
   * 1 is the pace of the log, 10 is ten times as fast, Infinity waits for nothing. Above 0.
   *
   * @default Infinity
   */
  speed?: number | undefined;
  /** Of the events to publish; one, or several. @default '**' */
  pattern?: string | readonly string[] | undefined;
  /** The first seq to publish, from 0. @default 0 */
  fromSeq?: number | undefined;
  /** Ends it; it then rejects with the reason. */
  signal?: AbortSignal | undefined;
}

/**
 * Publishes the events of a log on `bus`, one after the other. To the other parts of the toolkit, the
 * time is that of the log.
 *
 * Resolves with their number. Rejects with what `publish` throws, with the reason of the signal, or
 * with a `LogFormatError`.
 */
export function replay(
  source: LogSource | EventLog,
  bus: AnyEventBus<object>,
  options?: ReplayOptions,
): Promise<number>;
