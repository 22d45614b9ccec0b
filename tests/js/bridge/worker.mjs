// A worker with a bus of its own, that answers.

import { parentPort } from 'node:worker_threads';
import { bridge } from '../../../js/bridge/index.js';
import { EventBus } from '../../../js/index.js';

const bus = new EventBus();
bus.subscribe('ask', (_, { n }) => bus.publish('answer', { n: n + 1 }));
bridge(bus, parentPort, { send: 'answer', receive: 'ask' });
