export { bridge } from './bridge.js';
export { channelOf, windowChannel } from './channels.js';
export { BridgeError } from './errors.js';
