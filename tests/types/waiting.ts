// Promises and iterators of events.

import { AsyncEventBus, EventBus, type EventIterator } from 'agent-event-bus';
import { expectType } from './expect.js';

const bus = new EventBus();

// once without a handler is a promise.
const { topic, event } = await bus.once('tool.*');
if (topic === 'tool.failed') expectType<string>()(event.error.message);
expectType<string>()(event.tool);
const failed = await bus.once('**.failed', { timeoutMs: 10, signal: AbortSignal.timeout(10) });
expectType<string>()(failed.event.error.message);
if (failed.topic === 'agent.turn.failed') expectType<number | undefined>()(failed.event.turn);
expectType<'run.started' | 'run.completed'>()(
  (await bus.once(['run.started', 'run.completed'])).topic,
);
expectType<{ topic: string; event: unknown }>()(await new AsyncEventBus().once('memory.stored'));
// @ts-expect-error a wait has no priority
bus.once('tool.*', { priority: 1 });

// events() is an iterator, and its events narrow by topic.
for await (const one of bus.events('tool.*')) {
  if (one.topic === 'tool.failed') expectType<string>()(one.event.error.message);
  // @ts-expect-error only tool.failed has an error of this type
  one.event.error.message;
}
for await (const { topic, event } of bus.events('tool.*', { maxBuffer: 1, overflow: 'block' })) {
  if (topic === 'tool.failed') expectType<string>()(event.error.message);
}
for await (const one of bus.events(['memory.stored', 'memory.lost'])) {
  expectType<{ topic: string; event: unknown }>()(one);
}
const iterator = bus.events('tool.failed');
expectType<EventIterator<{ topic: 'tool.failed'; event: import('agent-event-bus').ToolFailed }>>()(
  iterator,
);
const next = await iterator.next();
if (next.done) expectType<undefined>()(next.value);
else expectType<string>()(next.value.event.error.message);
await iterator.return();
// It is what the language calls one.
const standard: AsyncIterableIterator<{ topic: 'tool.failed' }, undefined> = iterator;
await standard.return?.();
// @ts-expect-error no such policy
bus.events('tool.*', { overflow: 'drop' });

// where sees what the handler sees.
bus.subscribe('tool.*', () => {}, {
  where: (topic, event) => {
    expectType<'tool.called' | 'tool.succeeded' | 'tool.failed' | 'tool.denied'>()(topic);
    return topic === 'tool.failed' && event.error.message !== '';
  },
});
bus.once('tool.failed', () => {}, { where: (_topic, event) => event.error.code === 'E' });
await bus.once('tool.failed', { where: (_topic, { error }) => error.message === '' });
await bus.once('memory.*', {
  where: (topic, event) => {
    expectType<string>()(topic);
    expectType<unknown>()(event);
    return true;
  },
});
// @ts-expect-error it answers yes or no
await bus.once('tool.failed', { where: (topic) => topic });

expectType<Promise<void>>()(bus.idle({ timeoutMs: 10 }));
// @ts-expect-error no such option
bus.idle({ timeout: 10 });
