// What may be published, and what comes back.

import { AsyncEventBus, EventBus } from 'agent-event-bus';
import { expectType } from './expect.js';

const bus = new EventBus();
const asyncBus = new AsyncEventBus();

// publish counts, publishAsync promises to count; in AsyncEventBus both do.
expectType<number>()(bus.publish('tool.called', { tool: 'search', query: 'wasm' }));
expectType<Promise<number>>()(bus.publishAsync('model.response', { usage: { total_tokens: 812 } }));
expectType<Promise<number>>()(asyncBus.publish('tool.called', { tool: 'search' }));
expectType<Promise<number>>()(asyncBus.publishAsync('tool.called', { tool: 'search' }));

// A known topic wants its event.
// @ts-expect-error it is missing
bus.publish('tool.called');
// @ts-expect-error of the wrong type
bus.publish('tool.called', { tool: 1 });
// @ts-expect-error incomplete
bus.publish('tool.failed', { tool: 'search' });
// @ts-expect-error it is missing
bus.publishAsync('tool.called');
// @ts-expect-error of the wrong type
asyncBus.publish('tool.called', { tool: 1 });

// An unknown topic takes anything, and nothing.
bus.publish('memory.stored', { key: 'k' });
bus.publish('memory.stored');
declare const anyTopic: string;
bus.publish(anyTopic, 1);
// @ts-expect-error a topic is a string
bus.publish(1);

// Options go with publishAsync only.
bus.publishAsync('memory.stored', undefined, { serial: true, signal: AbortSignal.timeout(1) });
asyncBus.publish('tool.called', { tool: 'search' }, { serial: true });
// @ts-expect-error publish has no options
bus.publish('tool.called', { tool: 'search' }, { serial: true });
// @ts-expect-error no such option
bus.publishAsync('tool.called', { tool: 'search' }, { sequential: true });
// @ts-expect-error a boolean
bus.publishAsync('tool.called', { tool: 'search' }, { serial: 'yes' });
