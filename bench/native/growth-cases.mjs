// What is counted, at which sizes, and what it may cost. The operations are in growth_cases.cpp.

/**
 * @typedef {object} Family
 * @property {string} name
 * @property {string} title
 * @property {string} input what doubles
 * @property {string} operation
 * @property {number[]} sizes
 * @property {boolean} [total] whether an operation is done once for each of the input, so that the
 *   cost of doubling is that of all of them
 * @property {string} note
 * @property {Case[]} cases
 *
 * @typedef {[name: string, label: string, from?: number]} Case `from`: the size from which the limit
 *   holds, where the note says why
 */

/** @param {number} exponent the powers of two up to its */
const powers = (exponent) => Array.from({ length: exponent + 1 }, (_, i) => 2 ** i);

/** The most that an operation may cost when its input doubles. */
export const MOST_GROWTH = 2.3;

const exact = 'tool.N.called';
const tail = '**.failedN';
const fleet = 'agent.N.*.called, .tool.called, .**';
const shared = 'tool.*, the same for all';

/** @type {Family[]} */
export const families = [
  {
    name: 'match',
    title: 'Matching among many subscriptions',
    input: 'subscriptions',
    operation: 'match',
    sizes: powers(20),
    note: 'One match, of which the subscriptions grow and those that match do not: one, or three of a fleet.',
    cases: [
      ['match.exact', exact],
      ['match.tail', tail],
      ['match.fleet', fleet],
    ],
  },
  {
    name: 'subscribe',
    title: 'Subscribing',
    input: 'subscriptions',
    operation: 'subscribe',
    sizes: powers(20),
    total: true,
    note: 'From none to that many, with all that has to grow on the way, divided by their number.',
    cases: [
      ['subscribe.exact', exact],
      ['subscribe.fleet', fleet],
      ['subscribe.shared', shared],
    ],
  },
  {
    name: 'unsubscribe',
    title: 'Unsubscribing',
    input: 'subscriptions',
    operation: 'unsubscribe',
    sizes: powers(20),
    total: true,
    note: 'From that many to none, in random order, divided by their number.',
    cases: [
      ['unsubscribe.exact', exact],
      ['unsubscribe.fleet', fleet],
      ['unsubscribe.shared', shared],
    ],
  },
  {
    name: 'segments',
    title: 'Matching a topic of many segments',
    input: 'segments',
    operation: 'match',
    sizes: powers(7),
    note:
      'One match of a topic `a.b.c.a.b.c…`. A match takes at most as many steps as the topic has segments, times the nodes ' +
      'of the trie. The 27 patterns `**.x.**.y.**.z.**` (x, y, z of a, b, c) come to that bound, and stay at it, when all 79 ' +
      'nodes are live, which takes them some 20 segments; until then the cost of each segment still rises to it. So for ' +
      'them the limit holds from 32 segments on.',
    cases: [
      ['segments.literal', 'the topic itself'],
      ['segments.wildcards', '*.*.*…, as long'],
      ['segments.multi', '**, **.a, a.**, **.a.*, …'],
      ['segments.worst', '27 of **.a.**.b.**.c.**', 32],
    ],
  },
  {
    name: 'plan',
    title: 'Matching many subscribers',
    input: 'subscribers',
    operation: 'match',
    sizes: powers(14),
    note: 'One match that gives a plan of all subscribers, sorted by priority and age. Sorting makes it n log n.',
    cases: [
      ['plan.order', 'one priority'],
      ['plan.priorities', 'random priorities'],
      ['plan.patterns', 'different patterns'],
    ],
  },
];
