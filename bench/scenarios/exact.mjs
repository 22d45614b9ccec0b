// One topic, without wildcards: what every event emitter can do.

import { ours } from '../contenders/index.mjs';
import { entries, inTurn, target, time } from './parts.mjs';

const TOPIC = 'tool.called';
const everyone = [
  ours,
  'direct calls',
  'node EventEmitter',
  'mitt',
  'eventemitter3',
  'nanoevents',
  'tseep',
  'eventemitter2',
  'qlobber',
  'mqemitter',
];

/** @param {number} handlers */
const scenario = (handlers) => ({
  name: `exact-${handlers}`,
  title: `Exact topic, ${handlers} handlers`,
  does: `publish \`${TOPIC}\``,
  metrics: [time],
  entries: entries(everyone, (bus, { handler }) => {
    for (let i = 0; i < handlers; i++) bus.add(TOPIC, handler());
    return inTurn(bus.publish, [TOPIC], [handlers]);
  }),
});

/** @type {import('./index.mjs').Scenario[]} */
export const exact = [
  { ...scenario(3), targets: [target('nanoevents', 1.3), target('mitt', 0.35)] },
  { ...scenario(10), targets: [target('nanoevents', 1), target('direct calls', 2)] },
];
