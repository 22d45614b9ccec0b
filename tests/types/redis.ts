// The types of agent-event-bus/redis follow the pattern, as those of the bus do; and a function that
// takes an AsyncEventBus for publishing and subscribing takes a RedisEventBus.

import type { AsyncEventBus, Subscription } from 'agent-event-bus';
import {
  type CloseReport,
  type Durability,
  type Gap,
  type RedisClient,
  type RedisDelivery,
  RedisEventBus,
  type UnknownOutcomeError,
} from 'agent-event-bus/redis';
import { expectType } from './expect.js';

declare const client: RedisClient;
const bus = new RedisEventBus({ client, name: 'a', group: 'g', onGap: (gap) => gap.atLeast });

const subscription = bus.subscribe(
  'tool.*',
  (topic, event) => {
    expectType<'tool.called' | 'tool.succeeded' | 'tool.failed' | 'tool.denied'>()(topic);
    if (topic === 'tool.failed') expectType<string>()(event.error.message);
  },
  { onGap: (gap) => expectType<Gap>()(gap), priority: 1 },
);
expectType<Subscription>()(subscription);
expectType<Promise<number>>()(bus.publish('tool.called', { tool: 'search' }));
expectType<Promise<CloseReport>>()(bus.close({ deadlineMs: 10 }));
expectType<Promise<void>>()(bus.ready());
expectType<Durability>()(bus.durability);
expectType<RedisDelivery | undefined>()(bus.delivery);
expectType<string | undefined>()(bus.cursor);
expectType<string>()((await bus.once('run.failed')).event.error.message);
for await (const { event } of bus.events('tool.failed')) expectType<string>()(event.error.message);

// @ts-expect-error the client is needed
new RedisEventBus({});
// @ts-expect-error no such option
new RedisEventBus({ client, groups: 'g' });
// @ts-expect-error not a client
new RedisEventBus({ client: {} });

interface Orders {
  'order.created': { id: number };
  'order.paid': { id: number; amount: number };
}
const orders = new RedisEventBus<Orders>({ client });
orders.subscribe('order.*', (_topic, { id }) => expectType<number>()(id));
orders.publish('order.paid', { id: 1, amount: 2 });
// @ts-expect-error not in the map
orders.publish('order.shipped', { id: 1 });

/** What most callers do with a bus. */
type Caller = Pick<AsyncEventBus, 'subscribe' | 'once' | 'publish' | 'events' | 'size'>;
export const agent = (_bus: Caller) => {};
agent(bus);

export function report(error: UnknownOutcomeError) {
  expectType<'ERR_UNKNOWN_OUTCOME'>()(error.code);
  expectType<string>()(error.eventId);
}
