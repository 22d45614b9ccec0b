// A worker with a bus of its own, that answers.

import { bridge } from '/dist/bridge.js';
import { EventBus } from '/dist/index.js';

const bus = new EventBus();
bus.subscribe('ask', (_, { n }) => bus.publish('answer', { n: n + 1 }));
bridge(bus, self, { send: 'answer', receive: 'ask' });
