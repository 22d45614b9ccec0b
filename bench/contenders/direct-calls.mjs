// No library at all: a list of functions, called in a loop. The limit for everyone else.

/** @type {import('./index.mjs').Contender} */
export const directCalls = {
  name: 'direct calls',
  handlers: 'pair',
  wildcards: false,
  open() {
    const handlers = [];
    return {
      add: (_pattern, handler) => handlers.push(handler),
      publish(topic, event) {
        for (let i = 0; i < handlers.length; i++) handlers[i](topic, event);
      },
      publishAsync: (topic, event) => Promise.all(handlers.map((call) => call(topic, event))),
    };
  },
};

/** The patterns that match `topic`, of the kinds that stand in the scenarios. @param {string} topic */
function patternsOf(topic) {
  const segments = topic.split('.');
  const oneEach = segments.reduce(
    (heads, segment) =>
      heads.flatMap((head) => [
        [...head, segment],
        [...head, '*'],
      ]),
    [[]],
  );
  const ends = segments.slice(1).map((_, i) => [...segments.slice(0, i + 1), '**']);
  return [...oneEach, ...ends, ['**']].map((pattern) => pattern.join('.'));
}

/**
 * The limit where topics differ: who gets which topic is found out once, and never changes.
 *
 * @type {import('./index.mjs').Contender}
 */
export const directCallsByTopic = {
  name: 'direct calls, by topic',
  handlers: 'pair',
  wildcards: true,
  open() {
    /** @type {Map<string, { handler: Function, order: number }[]>} */
    const byPattern = new Map();
    /** @type {Map<string, Function[]>} */
    const byTopic = new Map();
    let added = 0;
    const find = (/** @type {string} */ topic) =>
      patternsOf(topic)
        .flatMap((pattern) => byPattern.get(pattern) ?? [])
        .sort((a, b) => a.order - b.order)
        .map(({ handler }) => handler);
    return {
      add(pattern, handler) {
        const others = byPattern.get(pattern) ?? [];
        byPattern.set(pattern, [...others, { handler, order: added++ }]);
      },
      publish(topic, event) {
        let handlers = byTopic.get(topic);
        if (handlers === undefined) {
          handlers = find(topic);
          byTopic.set(topic, handlers);
        }
        for (let i = 0; i < handlers.length; i++) handlers[i](topic, event);
      },
    };
  },
};
