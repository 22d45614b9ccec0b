// Publishes that wait for their handlers, one after the other.

import { ours } from '../contenders/index.mjs';
import { entries, inTurn, target, time } from './parts.mjs';

const TOPIC = 'model.response';
const HANDLERS = 3;
const everyone = [
  ours,
  'direct calls',
  'eventemitter2',
  'mqemitter',
  'emittery',
  'hookable',
  'hookable, serial',
];

const scenario = {
  does: `await publishAsync \`${TOPIC}\``,
  metrics: [time],
  entries: entries(everyone, (bus, { handler }) => {
    for (let i = 0; i < HANDLERS; i++) bus.add(TOPIC, handler());
    return inTurn(bus.publishAsync, [TOPIC], [HANDLERS]);
  }),
};

/** @type {import('./index.mjs').Scenario[]} */
export const asynchronous = [
  {
    ...scenario,
    name: 'async-handlers',
    title: 'publishAsync, 3 async handlers',
    steps: 'async',
    handlers: 'async',
    targets: [target('eventemitter2', 0.6), target('hookable', 0.3)],
  },
  {
    ...scenario,
    name: 'sync-handlers',
    title: 'publishAsync, 3 sync handlers',
    steps: 'async',
    handlers: 'sync',
    targets: [target('eventemitter2', 0.45)],
  },
];
