// What the scenarios are made of.

import { event } from '../handlers.mjs';

/** The one metric of scenarios that repeat an operation. */
export const time = { name: 'time', unit: 'ns' };

/**
 * @param {string[]} names of contenders
 * @param {import('./index.mjs').Entry['operation']} operation
 * @returns {import('./index.mjs').Entry[]}
 */
export const entries = (names, operation) =>
  names.map((name) => ({ name, contender: name, operation }));

/**
 * @param {string | string[]} against
 * @param {number} atMost
 * @param {string} [metric]
 * @returns {import('./index.mjs').Target}
 */
export const target = (against, atMost, metric = 'time') => ({
  metric,
  against: [against].flat(),
  atMost,
});

/**
 * How many of the patterns match, by regular expressions: too plain to be wrong.
 *
 * @param {string[]} patterns
 * @param {string} topic
 */
export function matching(patterns, topic) {
  const expression = (pattern) =>
    pattern
      .split('.')
      .map((segment) => ({ '*': '[^.]+', '**': '.+' })[segment] ?? segment)
      .join('[.]');
  return patterns.filter((pattern) => new RegExp(`^${expression(pattern)}$`).test(topic)).length;
}

/**
 * What `count` steps deliver, if each takes the next of `topics`, over and over.
 *
 * @param {string[]} topics
 * @param {number[]} deliveries of each
 * @param {number} count
 */
export function deliveriesInTurn(topics, deliveries, count) {
  const total = { calls: 0, letters: 0 };
  for (const [i, topic] of topics.entries()) {
    const times = Math.ceil((count - i) / topics.length);
    if (times <= 0) break;
    total.calls += times * deliveries[i];
    total.letters += times * deliveries[i] * topic.length;
  }
  return total;
}

/**
 * Publishes the topics in turn.
 *
 * @param {import('../contenders/index.mjs').Bus['publish']} publish
 * @param {string[]} topics
 * @param {number[]} deliveries of each
 * @returns {import('./index.mjs').Operation}
 */
export function inTurn(publish, topics, deliveries) {
  let at = 0;
  return {
    step() {
      const topic = topics[at];
      at = at + 1 === topics.length ? 0 : at + 1;
      return publish(topic, event);
    },
    expected: (count) => deliveriesInTurn(topics, deliveries, count),
  };
}
