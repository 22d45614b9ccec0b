// Patterns: who gets what is a question with several answers for each topic.

import { ours } from '../contenders/index.mjs';
import { event } from '../handlers.mjs';
import { shuffled } from '../random.mjs';
import { agentMix, agentsOf, fresh, manyPatterns, manyTopics, matchingOfMany } from '../topics.mjs';
import { entries, inTurn, matching, target, time } from './parts.mjs';

const MANY = 10_000;
const everyone = [ours, 'eventemitter2', 'qlobber', 'mqemitter'];
const limit = 'direct calls, by topic';
const caching = 'qlobber, cache_splits';

/** @type {import('./index.mjs').Entry['operation']} */
function onePattern(bus, { handler }) {
  for (let i = 0; i < 3; i++) bus.add('tool.*', handler());
  return inTurn(bus.publish, ['tool.called'], [3]);
}

/** @type {import('./index.mjs').Entry['operation']} */
export function publishMix(bus, { handler }) {
  const { patterns, topics } = agentMix;
  for (const pattern of patterns) bus.add(pattern, handler());
  const deliveries = topics.map((topic) => matching(patterns, topic));
  return inTurn(bus.publish, topics, deliveries);
}

/** @type {import('./index.mjs').Entry['operation']} */
function publishMany(bus, { handler, random }) {
  const patterns = manyPatterns(MANY);
  for (const pattern of patterns) bus.add(pattern, handler());
  const all = new Set(patterns);
  const topics = shuffled(manyTopics(MANY), random);
  return inTurn(
    bus.publish,
    topics,
    topics.map((topic) => matchingOfMany(all, topic)),
  );
}

/** @type {import('./index.mjs').Entry['operation']} */
function publishNew(bus, { handler, random }) {
  for (const pattern of manyPatterns(MANY)) bus.add(pattern, handler());
  const { publish } = bus;
  const agents = agentsOf(MANY);
  const deliveries = 2; // `agent.N.*.called` and `agent.N.**`
  /** @type {string[]} */
  let topics = [];
  let made = 0;
  let letters = 0;
  let at = 0;
  return {
    prepare(count) {
      topics = Array.from({ length: count }, () =>
        fresh(`agent.${random(agents)}.tool-${made++}.called`),
      );
      for (const topic of topics) letters += topic.length * deliveries;
      at = 0;
    },
    step() {
      publish(topics[at++], event);
    },
    expected: (count) => ({ calls: count * deliveries, letters }),
  };
}

/** @type {import('./index.mjs').Scenario[]} */
export const wildcards = [
  {
    name: 'one-pattern',
    title: '`tool.*`, 3 handlers',
    does: 'publish `tool.called`',
    metrics: [time],
    entries: entries([...everyone, limit], onePattern),
    targets: [target('eventemitter2', 1 / 12)],
  },
  {
    name: 'agent-mix',
    title: 'Agent mix',
    does:
      'publish the next of 12 topics of an agent; one handler each for ' +
      agentMix.patterns.map((pattern) => `\`${pattern}\``).join(', '),
    metrics: [time],
    entries: entries([...everyone, caching, limit], publishMix),
    targets: [target('eventemitter2', 1 / 15), target('qlobber', 1 / 7)],
  },
  {
    name: 'many-patterns',
    title: '10,000 patterns, 10,000 topics in turn',
    does:
      'publish the next of 10,000 topics; one handler each for 10,000 patterns ' +
      '(`agent.N.*.called`, `agent.N.tool.called`, `agent.N.**`)',
    metrics: [time],
    entries: entries([...everyone, limit], publishMany),
    targets: [target('eventemitter2', 1 / 12)],
  },
  {
    name: 'new-topics',
    title: '10,000 patterns, topics that never repeat',
    does: 'publish a topic that was never seen before, to the same 10,000 patterns',
    metrics: [time],
    entries: entries([...everyone, caching], publishNew),
    targets: [target('eventemitter2', 1 / 2.5)],
  },
];
