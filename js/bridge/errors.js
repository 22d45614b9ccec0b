// What can go wrong between two buses.

import { BusError } from '../errors.js';

/** An event did not get through a bridge, or came through it damaged. */
export class BridgeError extends BusError {
  /**
   * @param {'ERR_BRIDGE_SEND' | 'ERR_BRIDGE_MESSAGE' | 'ERR_BRIDGE_REFUSED'} code
   * @param {string} message
   * @param {unknown} [cause]
   * @param {number} [status] of HTTP
   */
  constructor(code, message, cause, status) {
    super(code, message);
    if (cause !== undefined) this.cause = cause;
    if (status !== undefined) this.status = status;
  }
}
BridgeError.prototype.name = 'BridgeError';
