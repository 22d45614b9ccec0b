import { BusError } from '../errors.js';

/** A sink of alerts could not send one. */
export class NotifyError extends BusError {
  /**
   * @param {string} message
   * @param {{ retry?: boolean, retryAfterMs?: number | undefined, status?: number }} [details]
   */
  constructor(message, { retry = true, retryAfterMs, status } = {}) {
    super('ERR_NOTIFY', message);
    this.retry = retry;
    this.retryAfterMs = retryAfterMs;
    this.status = status;
  }
}
NotifyError.prototype.name = 'NotifyError';
