// Topics and patterns of the scenarios.

/**
 * The string that a program has that got this text from outside, say from a socket: flat, not a rope
 * of parts, and never hashed.
 *
 * @param {string} text
 */
export const fresh = (text) => Buffer.from(text, 'latin1').toString('latin1');

export const agentMix = {
  patterns: ['tool.*', 'tool.called', '*.failed', 'model.response', '**'],
  topics: [
    'run.started',
    'agent.turn.started',
    'model.request',
    'model.response',
    'tool.called',
    'tool.succeeded',
    'tool.failed',
    'tool.denied',
    'budget.warning',
    'model.failed',
    'human.requested',
    'run.completed',
  ],
};

/** Patterns of which there can be any number, three for each agent. */
const ofAgent = [
  (agent) => `agent.${agent}.*.called`,
  (agent) => `agent.${agent}.tool.called`,
  (agent) => `agent.${agent}.**`,
];

/** Topics of which all three patterns of an agent match, two, and one. */
const topicsOfAgent = [
  (agent) => `agent.${agent}.tool.called`,
  (agent) => `agent.${agent}.model.called`,
  (agent) => `agent.${agent}.tool.failed`,
];

/** @param {number} count */
const range = (count) => Array.from({ length: count }, (_, i) => i);

/** How many agents have all of their patterns. @param {number} patterns */
export const agentsOf = (patterns) => Math.floor(patterns / 3);

/** @param {number} count */
export const manyPatterns = (count) =>
  range(count).map((i) => fresh(ofAgent[i % 3](Math.floor(i / 3))));

/** @param {number} count */
export const manyTopics = (count) =>
  range(count).map((i) => fresh(topicsOfAgent[i % 3](Math.floor(i / 3))));

/**
 * How many of `patterns`, which manyPatterns made, match a topic of four segments.
 *
 * @param {Set<string>} patterns
 * @param {string} topic
 */
export function matchingOfMany(patterns, topic) {
  const [, agent, , verb] = topic.split('.');
  const candidates = [`agent.${agent}.*.${verb}`, topic, `agent.${agent}.**`];
  return candidates.filter((pattern) => patterns.has(pattern)).length;
}
