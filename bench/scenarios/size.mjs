// Many subscriptions in one bus. Each sample is a process of its own.

import { ours } from '../contenders/index.mjs';
import { entries, target } from './parts.mjs';

/** @type {import('./index.mjs').Scenario[]} */
export const size = [
  {
    name: 'subscriptions',
    title: '100,000 subscriptions',
    does: 'import the library, then subscribe to 100,000 patterns as above',
    program: 'subscriptions.mjs',
    samples: 5,
    count: 100_000,
    metrics: [
      { name: 'time each', unit: 'ns' },
      { name: 'memory each', unit: 'B' },
    ],
    entries: entries([ours, 'node EventEmitter', 'eventemitter2', 'qlobber', 'mqemitter']),
    targets: [
      target('eventemitter2', 0.7, 'time each'),
      target('eventemitter2', 0.75, 'memory each'),
    ],
  },
  {
    name: 'million',
    title: '1,000,000 patterns in one bus',
    does: 'subscribe to 1,000,000 patterns, publish topics never seen, unsubscribe in random order',
    program: 'million.mjs',
    samples: 1,
    count: 1_000_000,
    metrics: [
      { name: 'cold match', unit: 'ns' },
      { name: 'WebAssembly memory each', unit: 'B' },
      { name: 'in use of it each', unit: 'B' },
      { name: 'subscribe', unit: 'ns' },
      { name: 'unsubscribe', unit: 'ns' },
    ],
    entries: entries([ours]),
    targets: [
      target([], 3_000, 'cold match'),
      target([], 250, 'WebAssembly memory each'),
      target([], 3_000, 'unsubscribe'),
    ],
  },
];
