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

/** A sink of alerts could not send one. */
export class NotifyError extends BusError {
  /**
   * @param {string} message
   * @param {{ retry?: boolean, retryAfterMs?: number | undefined, status?: number }} [details]
   */
  constructor(message, { retry = true, retryAfterMs, status } = {}) {
    super('ERR_NOTIFY', message);
    /** False if it will not be taken later either. */
    this.retry = retry;
    /** How long the sink asks to wait, in milliseconds. */
    this.retryAfterMs = retryAfterMs;
    this.status = status;
  }
}
NotifyError.prototype.name = 'NotifyError';
