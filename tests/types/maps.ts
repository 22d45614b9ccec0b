// Maps of one's own are closed; the default one is open, and apps extend it.

import { type AgentEvents, AsyncEventBus, EventBus, type PatternOf } from 'agent-event-bus';
import { type Equal, expectType } from './expect.js';

interface Orders {
  'order.created': { id: number };
  'order.paid': { id: number; amount: number };
  tick: undefined;
}
const orders = new EventBus<Orders>();
orders.publish('order.created', { id: 1 });
orders.publish('tick');
// @ts-expect-error not in the map
orders.publish('order.shipped', { id: 1 });
// @ts-expect-error not in the map
orders.publishAsync('order.shipped', { id: 1 });
// @ts-expect-error of the wrong type
orders.publish('order.paid', { id: 1 });
// @ts-expect-error not a topic of the map
orders.publish('order.*', { id: 1 });
// @ts-expect-error matches nothing in the map
orders.subscribe('user.*', () => {});
// @ts-expect-error the second matches nothing in the map
orders.subscribe(['order.paid', 'user.*'], () => {});
// @ts-expect-error matches nothing in the map
orders.once('order.shipped');
// @ts-expect-error matches nothing in the map
orders.events('order');
orders.subscribe('order.*', (topic, event) => {
  expectType<'order.created' | 'order.paid'>()(topic);
  expectType<number>()(event.id);
  if (topic === 'order.paid') expectType<number>()(event.amount);
});
orders.subscribe('**', (topic) => {
  expectType<keyof Orders>()(topic);
});
orders.subscribe('*', (topic, event) => {
  expectType<'tick'>()(topic);
  expectType<undefined>()(event);
});

// In the place of one that matches nothing, the compiler names those that do. Editors offer the same.
type KnownPattern<Events> = PatternOf<Events, 'none.of.the.map'>;
const known: Equal<
  KnownPattern<Orders>,
  keyof Orders | '**' | 'order.*' | '**.created' | '**.paid'
> = true;
// Each of them is a pattern of the map; so are those of the default map, were it closed.
type Refused<Events, P = KnownPattern<Events>> = P extends string
  ? PatternOf<Events, P> extends P
    ? never
    : P
  : never;
interface Closed extends AgentEvents {
  tick: undefined;
}
const refused: Equal<Refused<Orders> | Refused<Closed>, never> = true;
const failed: Equal<
  Extract<KnownPattern<Closed>, '**.failed' | 'agent.**' | 'agent.*'>,
  '**.failed' | 'agent.**' | 'agent.*'
> = true;

export { failed, known, refused };

// A type alias will do, and so will a map of one topic.
type One = { 'a.b': 1 | 2 };
new AsyncEventBus<One>().subscribe('**', (topic, event) => {
  expectType<'a.b'>()(topic);
  expectType<1 | 2>()(event);
});

// Apps extend the default map.
declare module 'agent-event-bus' {
  interface AgentEvents {
    'cache.hit': { key: string };
    'cache.missed': { key: string; age: number };
  }
}
const bus = new EventBus();
bus.subscribe('cache.hit', (_topic, event) => {
  expectType<string>()(event.key);
});
bus.subscribe('cache.*', (topic, event) => {
  expectType<'cache.hit' | 'cache.missed'>()(topic);
  if (topic === 'cache.missed') expectType<number>()(event.age);
});
// @ts-expect-error of the wrong type
bus.publish('cache.hit', { key: 1 });
// It stays open.
bus.publish('cache.lost', 1);
