// Whether a topic matches a pattern, asked again and again.

import { checkPattern } from '../arguments.js';
import { EventBus } from '../event-bus.js';

/** Answers that are remembered. An agent has few topics; one that makes them up asks each time. */
const MAX_REMEMBERED = 1_024;

/**
 * @param {unknown} pattern or several
 * @returns {(topic: string) => boolean}
 * @throws {import('../errors.js').TopicError}
 */
export function topicFilter(pattern) {
  const checked = checkPattern(pattern);
  const patterns = typeof checked === 'string' ? [checked] : checked;
  for (const one of patterns) EventBus.matches(one, 'a'); // throws if it is not a pattern
  if (patterns.includes('**')) return () => true;
  /** @type {Map<string, boolean>} */
  const remembered = new Map();
  return (topic) => {
    let answer = remembered.get(topic);
    if (answer === undefined) {
      answer = patterns.some((one) => EventBus.matches(one, topic));
      if (remembered.size < MAX_REMEMBERED) remembered.set(topic, answer);
    }
    return answer;
  };
}
