// Subscriptions that come and go between the events.

import { ours } from '../contenders/index.mjs';
import { event } from '../handlers.mjs';
import { shuffled } from '../random.mjs';
import { agentMix, agentsOf, fresh, manyPatterns } from '../topics.mjs';
import { deliveriesInTurn, entries, matching, target, time } from './parts.mjs';
import { publishMix } from './wildcards.mjs';

/** What a passing subscriber takes: one pattern that is there already, one that is not. */
const visits = [
  ['tool.*', 'tool.called'],
  ['human.*', 'human.requested'],
];
const MANY = 10_000;
/** No topic of the mix has to do with it. */
const UNRELATED = 'ui.panel.*';

/**
 * Subscribes, publishes and unsubscribes, with the next of `visits` each time.
 *
 * @param {import('../contenders/index.mjs').Bus} bus
 * @param {Function} visitor
 * @param {string[][]} visits pattern and topic
 * @param {number[]} deliveries of each visit
 * @returns {import('./index.mjs').Operation}
 */
function visitInTurn(bus, visitor, visits, deliveries) {
  const { add, remove, publish } = bus;
  const [patterns, topics] = [0, 1].map((column) => visits.map((visit) => visit[column]));
  let at = 0;
  return {
    step() {
      const pattern = patterns[at];
      const topic = topics[at];
      at = at + 1 === topics.length ? 0 : at + 1;
      const added = add(pattern, visitor);
      publish(topic, event);
      remove(pattern, visitor, added);
    },
    expected: (count) => deliveriesInTurn(topics, deliveries, count),
  };
}

/** @type {import('./index.mjs').Entry['operation']} */
function visitMix(bus, { handler }) {
  const { patterns } = agentMix;
  for (const pattern of patterns) bus.add(pattern, handler());
  const deliveries = visits.map(([, topic]) => matching(patterns, topic) + 1);
  return visitInTurn(bus, handler(), visits, deliveries);
}

/** @type {import('./index.mjs').Entry['operation']} */
function visitMany(bus, { handler, random }) {
  for (const pattern of manyPatterns(MANY)) bus.add(pattern, handler());
  const agents = Array.from({ length: agentsOf(MANY) }, (_, agent) => agent);
  const visits = shuffled(agents, random).map((agent) => [
    fresh(`agent.${agent}.*.failed`),
    fresh(`agent.${agent}.tool.failed`),
  ]);
  const deliveries = visits.map(() => 2); // the visitor and `agent.N.**`
  return visitInTurn(bus, handler(), visits, deliveries);
}

/** @type {import('./index.mjs').Entry['operation']} */
function publishMixAndChange(bus, tools) {
  const { add, remove } = bus;
  const { step: publish, expected } = /** @type {import('./index.mjs').Operation} */ (
    publishMix(bus, tools)
  );
  const visitor = tools.handler();
  return {
    step() {
      publish();
      remove(UNRELATED, visitor, add(UNRELATED, visitor));
    },
    expected,
  };
}

/** @type {import('./index.mjs').Entry['operation']} */
function change(bus, tools) {
  publishMix(bus, tools); // only for what it subscribes
  const { add, remove } = bus;
  const visitor = tools.handler();
  return {
    step() {
      remove(UNRELATED, visitor, add(UNRELATED, visitor));
    },
    expected: () => ({ calls: 0, letters: 0 }),
  };
}

/** @type {import('./index.mjs').Entry['operation']} */
function once(bus, { handler }) {
  const { once, publish } = bus;
  const visitor = handler();
  const topic = 'tool.called';
  return {
    step() {
      once(topic, visitor);
      publish(topic, event);
    },
    expected: (count) => deliveriesInTurn([topic], [1], count),
  };
}

const [onlyPublish, onlyChange] = ['only the publish', 'only the change'];

/** @type {import('./index.mjs').Scenario[]} */
export const changes = [
  {
    name: 'visit-mix',
    title: 'Subscribe + publish + unsubscribe, beside the agent mix',
    does: visits.map(([pattern, topic]) => `\`${pattern}\` for one \`${topic}\``).join(', then '),
    metrics: [time],
    entries: entries([ours, 'eventemitter2', 'qlobber'], visitMix),
    targets: [target('eventemitter2', 1 / 3)],
  },
  {
    name: 'visit-many',
    title: 'The same, beside 10,000 patterns',
    does: '`agent.N.*.failed` for one `agent.N.tool.failed`, with the next N each time',
    metrics: [time],
    entries: entries([ours, 'eventemitter2', 'qlobber'], visitMany),
    targets: [target('qlobber', 0.7)],
  },
  {
    name: 'unrelated',
    title: 'An unrelated pattern comes and goes between the events of the agent mix',
    does: `publish as in the agent mix, then subscribe and unsubscribe \`${UNRELATED}\``,
    metrics: [time],
    entries: [
      { name: ours, contender: ours, operation: publishMixAndChange },
      { name: onlyPublish, contender: ours, operation: publishMix },
      { name: onlyChange, contender: ours, operation: change },
    ],
    targets: [target([onlyPublish, onlyChange], 1.2)],
  },
  {
    name: 'once',
    title: 'Once + publish',
    does: 'once for `tool.called`, then publish it; nobody else is subscribed',
    metrics: [time],
    entries: entries(
      [ours, 'node EventEmitter', 'eventemitter3', 'nanoevents', 'tseep', 'eventemitter2'],
      once,
    ),
    targets: [target('eventemitter2', 1 / 3)],
  },
];
