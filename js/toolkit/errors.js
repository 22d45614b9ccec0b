// The errors that the toolkit raises.

import { BusError } from '../errors.js';

/** The toolkit's engine failed: its module ran out of memory, or there is no stack left. */
export class EngineFailedError extends BusError {
  /** @param {unknown} [cause] absent where it failed before, and what was kept in it is lost */
  constructor(cause) {
    super(
      'ERR_ENGINE_FAILED',
      cause === undefined
        ? "The toolkit's engine failed earlier, and what this part kept in it is lost"
        : "The toolkit's engine failed; there may be no memory left",
    );
    this.cause = cause;
  }
}
EngineFailedError.prototype.name = 'EngineFailedError';

/** A line of a log that is not an event. */
export class LogFormatError extends BusError {
  /**
   * @param {string} rule that it breaks, as a clause
   * @param {number} line from 1
   * @param {number} column from 1, in characters
   * @param {boolean} torn whether it is the last line, and has no end
   */
  constructor(rule, line, column, torn) {
    super('ERR_LOG_FORMAT', `Line ${line}, column ${column}: ${rule}`);
    this.rule = rule;
    this.line = line;
    this.column = column;
    this.torn = torn;
  }
}
LogFormatError.prototype.name = 'LogFormatError';

/** Events from a cursor on were asked for that the log has forgotten, or never had. */
export class LogGapError extends BusError {
  /**
   * @param {number} fromSeq the cursor
   * @param {number} firstSeq of the oldest event in the log
   */
  constructor(fromSeq, firstSeq) {
    super('ERR_LOG_GAP', `The log begins at seq ${firstSeq}, behind ${fromSeq}`);
    this.fromSeq = fromSeq;
    this.firstSeq = firstSeq;
  }
}
LogGapError.prototype.name = 'LogGapError';
