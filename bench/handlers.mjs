// The work of every handler, the same for all contenders: it reads the event and the topic, and
// writes two counters, by which a process proves that all its deliveries took place.
//
// Each handler is code of its own, as in a program where every consumer wrote its own: V8 inlines
// closures of one code into the loop that calls them, and then the calls themselves cost nothing.

/** @typedef {'pair' | 'envelope' | 'message'} Shape how a contender calls a handler */

/** Whole numbers that wrap around, so that they never become objects on the heap. */
const counters = new Int32Array(2);
const [CALLS, LETTERS] = [0, 1];

/** What is published. */
export const event = { n: 1 };

/** So many codes; handlers beyond share them. */
const CODES = 32;

/** @type {Record<Shape, string>} */
const parameters = {
  pair: '(topic, event)',
  envelope: '({ topic, event })',
  message: '({ topic, event }, done)',
};

/**
 * @param {Shape} shape
 * @param {'' | 'async'} kind
 * @returns {() => Function} makes one handler after the other
 */
function maker(shape, kind) {
  const makers = Array.from({ length: CODES }, (_, code) =>
    new Function(
      'counters',
      `return () => ${kind} ${parameters[shape]} => { // ${code}
        counters[${CALLS}] += event.n;
        counters[${LETTERS}] += topic.length;
        ${shape === 'message' ? 'done();' : ''}
      }`,
    )(counters),
  );
  let made = 0;
  return () => makers[made++ % CODES]();
}

/** @param {'' | 'async'} kind @returns {Record<Shape, () => Function>} */
const makers = (kind) => ({
  pair: maker('pair', kind),
  envelope: maker('envelope', kind),
  message: maker('message', kind),
});

export const syncHandlers = makers('');
export const asyncHandlers = makers('async');

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
