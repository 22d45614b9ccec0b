// What bridges send each other. Anybody who has the channel can send anything, so it is checked.

/** The first word of every message; others on the same channel are left alone. */
export const PROTOCOL = 'agent-event-bus/1';

/**
 * @typedef {object} Greeting hello: I opened; here: so did I, before; bye: I close
 * @property {'hello' | 'here' | 'bye'} kind
 * @property {string} from the id of the end that sends
 * @property {number} seq of the last event that it sent, or would have
 *
 * @typedef {object} EventMessage
 * @property {'event'} kind
 * @property {string} from
 * @property {number} seq of this event
 * @property {string} origin of the bus that it was first published on
 * @property {number} id of the event there
 * @property {string} topic
 * @property {unknown} event
 *
 * @typedef {Greeting | EventMessage} Message
 */

const KINDS = ['hello', 'here', 'bye', 'event'];
const MAX_ID = 64;

/**
 * @param {unknown} value
 * @returns {value is Message}
 */
export function isMessage(value) {
  const { kind, from, seq, origin, id, topic } = /** @type {Record<string, unknown>} */ (value);
  if (typeof kind !== 'string' || !KINDS.includes(kind) || !isId(from) || !isCount(seq))
    return false;
  return kind !== 'event' || (isId(origin) && isCount(id) && typeof topic === 'string');
}

/** @param {unknown} value */
function isId(value) {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_ID;
}

/** @param {unknown} value */
function isCount(value) {
  return Number.isSafeInteger(value) && /** @type {number} */ (value) >= 0;
}
