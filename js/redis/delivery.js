// What a handler may ask about the event it is called with. It travels in Node's AsyncLocalStorage,
// so that handlers keep the parameters that they have on any bus.

import { builtin } from '../builtin.js';

/**
 * @typedef {object} Delivery
 * @property {string} id of the entry in the stream; `from` takes it
 * @property {string} eventId the same whenever this event is delivered
 * @property {number} attempt the how-manieth delivery this is, from 1; without a group always 1
 * @property {boolean} redelivered whether there was one before
 *
 * @typedef {{ delivery: Delivery, failures: unknown[] }} Context
 *
 * @typedef {object} Storage
 * @property {<T>(context: Context, call: () => T) => T} run
 * @property {() => Context | undefined} getStore
 */

/** @returns {Storage} one for each bus, for a handler may publish to another */
export function makeStorage() {
  const asyncHooks = builtin('node:async_hooks');
  if (asyncHooks === undefined) {
    throw new Error('agent-event-bus/redis needs Node, as the clients of Redis do');
  }
  return new asyncHooks.AsyncLocalStorage();
}

/**
 * @param {import('./codec.js').Entry} entry
 * @param {number} attempt
 * @returns {Context}
 */
export function contextOf({ id, eventId }, attempt) {
  const delivery = Object.freeze({ id, eventId, attempt, redelivered: attempt > 1 });
  return { delivery, failures: [] };
}
