// The names of what a bus keeps in Redis. The braces put all of it into one slot of a cluster. No
// topic is ever part of a name or of a pattern of Redis.

/**
 * @typedef {object} Keys
 * @property {string} stream the events
 * @property {string} epoch which stream it is: another one after a flush
 * @property {string} dead where events are parked that a group could not handle
 * @property {(producer: string) => string} producer how far a producer has got
 */

/**
 * @param {string} prefix
 * @param {string} name
 * @param {string | undefined} group
 * @returns {Keys}
 */
export function keysOf(prefix, name, group) {
  const base = `${prefix}:{${name}}`;
  return {
    stream: `${base}:events`,
    epoch: `${base}:epoch`,
    dead: `${base}:dead:${group ?? ''}`,
    producer: (producer) => `${base}:producer:${producer}`,
  };
}
