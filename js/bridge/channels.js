// Channels: what a bridge needs of the many things that carry messages.

import { checkFunction } from '../arguments.js';
import { argumentTypeError } from '../errors.js';
import { checkOrigin } from './origin.js';

/**
 * @typedef {object} Listener
 * @property {(message: unknown) => void} onMessage
 * @property {(error: unknown) => void} onError a message came that could not be read
 *
 * @typedef {object} Channel
 * @property {(message: unknown) => void} post throws what cannot be sent
 * @property {(listener: Listener) => () => void} listen returns what ends it
 * @property {() => void} [close]
 *
 * @typedef {(type: string, handler: (given: any) => void) => void} Listen
 *
 * @typedef {object} DomPort a MessagePort, a Worker, the `self` of a worker, a BroadcastChannel
 * @property {(message: unknown) => void} postMessage
 * @property {Listen} addEventListener
 * @property {Listen} removeEventListener
 * @property {() => void} [start]
 * @property {() => void} [close]
 *
 * @typedef {object} NodePort a Worker of Node's worker_threads
 * @property {(message: unknown) => void} postMessage
 * @property {Listen} on
 * @property {Listen} off
 */

/**
 * @param {unknown} port
 * @returns {Channel}
 */
export function channelOf(port) {
  const given = /** @type {Partial<DomPort & NodePort & Channel> | null | undefined} */ (port);
  if (typeof given?.post === 'function' && typeof given.listen === 'function') {
    return /** @type {Channel} */ (given);
  }
  if (isWindow(given)) {
    // Whoever has the window gets what is posted to it, so it takes an origin.
    throw argumentTypeError('channel', 'must not be a window: use windowChannel()', port);
  }
  if (typeof given?.postMessage === 'function') {
    if (typeof given.addEventListener === 'function') return domChannel(/** @type {any} */ (given));
    if (typeof given.on === 'function') return nodeChannel(/** @type {any} */ (given));
  }
  throw argumentTypeError(
    'channel',
    'must be a channel, or a port or worker that has postMessage',
    port,
  );
}

/**
 * @param {DomPort} port
 * @returns {Channel}
 */
function domChannel(port) {
  return {
    post: (message) => port.postMessage(message),
    listen({ onMessage, onError }) {
      const receive = (/** @type {{ data: unknown }} */ { data }) => onMessage(data);
      const stop = hear(port.addEventListener, port.removeEventListener, port, receive, () =>
        onError(undefined),
      );
      port.start?.();
      return stop;
    },
    close: () => port.close?.(),
  };
}

/**
 * @param {NodePort} port
 * @returns {Channel}
 */
const nodeChannel = (port) => ({
  post: (message) => port.postMessage(message),
  listen: ({ onMessage, onError }) => hear(port.on, port.off, port, onMessage, onError),
});

/**
 * Hears messages, and of those that cannot be read.
 *
 * @param {Listen} add a method of `target`, as `remove` is
 * @param {Listen} remove
 * @param {unknown} target
 * @param {(message: any) => void} receive
 * @param {(error: any) => void} refuse
 * @returns {() => void} ends it
 */
function hear(add, remove, target, receive, refuse) {
  add.call(target, 'message', receive);
  add.call(target, 'messageerror', refuse);
  return () => {
    remove.call(target, 'message', receive);
    remove.call(target, 'messageerror', refuse);
  };
}

/**
 * A channel to an iframe, a popup or their opener.
 *
 * @param {unknown} target
 * @param {unknown} options
 * @returns {Channel}
 */
export function windowChannel(target, options) {
  const other = /** @type {{ postMessage: (message: unknown, origin: string) => void }} */ (target);
  checkFunction('target.postMessage', /** @type {any} */ (target)?.postMessage);
  const { origin } = /** @type {{ origin?: unknown }} */ (options ?? {});
  const expected = checkOrigin('origin', origin);
  const { addEventListener, removeEventListener } = /** @type {any} */ (globalThis);
  checkFunction('globalThis.addEventListener', addEventListener);
  return {
    post: (message) => other.postMessage(message, expected),
    listen({ onMessage, onError }) {
      const isFromThere = (/** @type {{ source: unknown, origin: string }} */ event) =>
        event.source === target && event.origin === expected;
      const receive = (/** @type {any} */ event) => {
        if (isFromThere(event)) onMessage(event.data);
      };
      const refuse = (/** @type {any} */ event) => {
        if (isFromThere(event)) onError(undefined);
      };
      return hear(addEventListener, removeEventListener, globalThis, receive, refuse);
    },
  };
}

/** @param {unknown} value */
function isWindow(value) {
  const candidate = /** @type {{ window?: unknown, parent?: unknown } | null | undefined} */ (
    value
  );
  try {
    return candidate !== null && candidate !== undefined && candidate.window === candidate;
  } catch {
    return false;
  }
}
