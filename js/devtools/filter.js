// Which entries are shown: patterns, as the bus itself matches them, and one call or one run.

import { topicFilter } from '../toolkit/topic-filter.js';
import { textOf } from './model/reading.js';

/**
 * @typedef {import('./history.js').Entry} Entry
 *
 * @typedef {object} Scope those that have this id
 * @property {'callId' | 'runId'} field
 * @property {string} id
 *
 * @typedef {(entry: Entry) => boolean} Test
 */

/**
 * @param {string} text patterns with spaces or commas between them
 * @returns {string[]}
 */
export function patternsOf(text) {
  return text.split(/[\s,]+/).filter((pattern) => pattern !== '');
}

/**
 * @param {string} text none: everything
 * @param {Scope} [scope]
 * @returns {Test}
 * @throws {import('../errors.js').TopicError} of the first that is not a pattern
 */
export function filterOf(text, scope) {
  const patterns = patternsOf(text);
  const matches = patterns.length === 0 ? () => true : topicFilter(patterns);
  if (scope === undefined) return ({ topic }) => matches(topic);
  const { field, id } = scope;
  return ({ topic, event }) => matches(topic) && textOf(event, field) === id;
}
