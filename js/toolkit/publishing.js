// How parts of the toolkit publish.

import { EventBus } from '../event-bus.js';

/**
 * @typedef {import('./feed.js').Bus} Bus
 */

/**
 * Publishes at once, also on an AsyncEventBus, whose own `publish` would report what is thrown, such
 * as the refusal of a budget, only later.
 *
 * @param {Bus} bus
 * @param {string} topic
 * @param {unknown} event
 * @throws what `publish` of an EventBus throws
 */
export function publishNow(bus, topic, event) {
  // A bus of another copy of the package has no such private fields.
  if (bus instanceof EventBus) EventBus.prototype.publish.call(bus, topic, event);
  else bus.publish(topic, event);
}

/**
 * Publishes something that nobody's run depends on. What it throws, where the bus has no `onError`,
 * becomes an unhandled rejection; a closed bus is let be.
 *
 * @param {Bus} bus
 * @param {string} topic
 * @param {unknown} event
 */
export function publishAside(bus, topic, event) {
  try {
    publishNow(bus, topic, event);
  } catch (error) {
    if (!isClosed(error)) void Promise.reject(error);
  }
}

/**
 * By its code, for the bus may come from another copy of the package.
 *
 * @param {unknown} error
 */
export function isClosed(error) {
  return /** @type {{ code?: unknown } | undefined} */ (error)?.code === 'ERR_BUS_CLOSED';
}
