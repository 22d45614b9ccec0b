export { bridge } from './bridge.js';
export { channelOf, windowChannel } from './channels.js';
export { connectEvents } from './connect-events.js';
export { BridgeError } from './errors.js';
