// The types of agent-event-bus/testing follow the pattern, as those of the bus do.

import { AsyncEventBus, EventBus } from 'agent-event-bus';
import {
  type Captured,
  capture,
  type EventAssertionError,
  expectEvent,
  expectNoEvent,
} from 'agent-event-bus/testing';
import { expectType } from './expect.js';

type ToolTopic = 'tool.called' | 'tool.succeeded' | 'tool.failed' | 'tool.denied';

const bus = new EventBus();
const captured = capture(bus, 'tool.*');
expectType<ToolTopic>()(captured[0].topic);
expectType<ToolTopic[]>()(captured.topics);
for (const one of captured) {
  if (one.topic === 'tool.failed') expectType<string>()(one.event.error.message);
}
expectType<string[]>()(captured.map(({ event }) => event.tool));
expectType<Captured<{ topic: string; event: unknown }>>()(capture(bus, 'memory.*'));
captured.stop();
captured[Symbol.dispose]();

const failed = await expectEvent(new AsyncEventBus(), ['tool.failed', 'run.failed'], {
  where: (topic, event) => {
    expectType<'tool.failed' | 'run.failed'>()(topic);
    return topic === 'tool.failed' && event.tool === 'search';
  },
  timeoutMs: 10,
  signal: AbortSignal.timeout(10),
});
expectType<'tool.failed' | 'run.failed'>()(failed.topic);
if (failed.topic === 'tool.failed') expectType<string>()(failed.event.tool);

expectType<Promise<void>>()(expectNoEvent(bus, '**.failed', 10, { where: () => true }));
// @ts-expect-error it wants a time
expectNoEvent(bus, '**.failed');
// @ts-expect-error no such option
expectEvent(bus, '**.failed', { timeout: 10 });

interface Orders {
  'order.created': { id: number };
  'order.paid': { id: number; amount: number };
}
for (const orders of [new EventBus<Orders>(), new AsyncEventBus<Orders>()]) {
  expectType<number>()((await expectEvent(orders, 'order.*')).event.id);
}
const orders = new EventBus<Orders>();
expectType<{ topic: 'order.paid'; event: { id: number; amount: number } }>()(
  await expectEvent(orders, 'order.paid'),
);
expectType<'order.created' | 'order.paid'>()(capture(orders, '**')[0].topic);
// @ts-expect-error matches nothing in the map
capture(orders, 'user.*');
// @ts-expect-error matches nothing in the map
expectNoEvent(orders, 'user.*', 1);

export function report(error: EventAssertionError) {
  expectType<'ERR_ASSERTION'>()(error.code);
  expectType<unknown>()(error.events[0].event);
}

class OrderBus extends EventBus<Orders> {}
expectType<'order.created' | 'order.paid'>()(capture(new OrderBus(), '**')[0].topic);
