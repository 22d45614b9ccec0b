// What can go wrong between two buses.

import { BusError } from '../errors.js';

/** An event did not get through a bridge, or came through it damaged. */
export class BridgeError extends BusError {
  /**
   * @param {'ERR_BRIDGE_SEND' | 'ERR_BRIDGE_MESSAGE' | 'ERR_BRIDGE_REFUSED'} code
   * @param {string} message
   * @param {unknown} [cause]
   */
  constructor(code, message, cause) {
    super(code, message);
    if (cause !== undefined) this.cause = cause;
  }
}
BridgeError.prototype.name = 'BridgeError';
