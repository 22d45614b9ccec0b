// The work of every handler, the same for all contenders: it reads the event and the topic, and
// writes two counters, by which a process proves that all its deliveries took place.
//
// Each handler is a closure of its own, of the same code.

/** @typedef {'pair' | 'envelope' | 'message'} Shape how a contender calls a handler */

/** Whole numbers that wrap around, so that they never become objects on the heap. */
const counters = new Int32Array(2);
const [CALLS, LETTERS] = [0, 1];

/** What is published. */
export const event = { n: 1 };

/** @type {Record<Shape, () => Function>} */
export const syncHandlers = {
  pair: () => (topic, event) => {
    counters[CALLS] += event.n;
    counters[LETTERS] += topic.length;
  },
  envelope:
    () =>
    ({ topic, event }) => {
      counters[CALLS] += event.n;
      counters[LETTERS] += topic.length;
    },
  message:
    () =>
    ({ topic, event }, done) => {
      counters[CALLS] += event.n;
      counters[LETTERS] += topic.length;
      done();
    },
};

/** @type {Record<Shape, () => Function>} */
export const asyncHandlers = {
  pair: () => async (topic, event) => {
    counters[CALLS] += event.n;
    counters[LETTERS] += topic.length;
  },
  envelope:
    () =>
    async ({ topic, event }) => {
      counters[CALLS] += event.n;
      counters[LETTERS] += topic.length;
    },
  message:
    () =>
    async ({ topic, event }, done) => {
      counters[CALLS] += event.n;
      counters[LETTERS] += topic.length;
      done();
    },
};

/**
 * @typedef {object} Deliveries
 * @property {number} calls of handlers
 * @property {number} letters of the topics in them
 */

/**
 * Throws unless the handlers did exactly what they should have done.
 *
 * @param {Deliveries} expected
 */
export function verify({ calls, letters }) {
  if (counters[CALLS] === (calls | 0) && counters[LETTERS] === (letters | 0)) return;
  throw new Error(
    `Wrong deliveries: ${counters[CALLS]} calls and ${counters[LETTERS]} letters, ` +
      `not ${calls | 0} and ${letters | 0} (modulo 2^32)`,
  );
}
