import { BusError } from '../../index.js';

/** The toolkit's engine failed: there was no memory for it, or no stack. */
export class EngineFailedError extends BusError {
  private constructor();
  readonly code: 'ERR_ENGINE_FAILED';
  /** What it threw; absent where it failed before, and what the part kept in it is lost. */
  readonly cause: unknown;
}

/** A line of a log that is not an event. */
export class LogFormatError extends BusError {
  private constructor();
  readonly code: 'ERR_LOG_FORMAT';
  /** The rule that it breaks, as a clause. */
  readonly rule: string;
  /** From 1. */
  readonly line: number;
  /** The character that is wrong, from 1. */
  readonly column: number;
  /** It is the last line and has no end: the writer was interrupted. */
  readonly torn: boolean;
}

/** Events were asked for that the log has forgotten, or never had. */
export class LogGapError extends BusError {
  private constructor();
  readonly code: 'ERR_LOG_GAP';
  /** The first that was asked for. */
  readonly fromSeq: number;
  /** The oldest that there is. */
  readonly firstSeq: number;
}
