// What the compiler infers from patterns. Compiled, never run.

import { AsyncEventBus, EventBus } from 'agent-event-bus';

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<Expected>() {
  return <Actual>(_value: Actual, ..._same: Equal<Expected, Actual> extends true ? [] : [never]) =>
    undefined;
}

const bus = new EventBus();

// A pattern gives its handler the union of the topics that it matches.
bus.subscribe('tool.*', (topic, event) => {
  expectType<'tool.called' | 'tool.succeeded' | 'tool.failed' | 'tool.denied'>()(topic);
  expectType<string>()(event.tool);
  // The union is correlated: the topic tells the event.
  if (topic === 'tool.failed') expectType<string>()(event.error.message);
  // @ts-expect-error only tool.failed has an error of this type
  event.error.message;
});
bus.subscribe('*.failed', (topic, event) => {
  expectType<'run.failed' | 'model.failed' | 'tool.failed' | 'http.failed' | 'human.failed'>()(
    topic,
  );
  expectType<string>()(event.error.message);
});
bus.subscribe('**.failed', (topic) => {
  expectType<
    | 'run.failed'
    | 'model.failed'
    | 'tool.failed'
    | 'http.failed'
    | 'human.failed'
    | 'agent.turn.failed'
  >()(topic);
});
bus.subscribe('agent.**.failed', (topic) => {
  expectType<'agent.turn.failed'>()(topic);
});
bus.subscribe(['run.started', 'agent.turn.*'], (topic) => {
  expectType<'run.started' | 'agent.turn.started' | 'agent.turn.completed' | 'agent.turn.failed'>()(
    topic,
  );
});

// Topics that the default map does not know are allowed, and their events are unknown.
bus.subscribe('memory.stored', (topic, event) => {
  expectType<string>()(topic);
  expectType<unknown>()(event);
});
bus.publish('memory.stored', { key: 'k' });
bus.publish('memory.stored');
// @ts-expect-error a known topic wants its event
bus.publish('tool.called');
// @ts-expect-error of the right type
bus.publish('tool.called', { tool: 1 });

// publish counts, publishAsync promises to count; in AsyncEventBus both do.
expectType<number>()(bus.publish('tool.called', { tool: 'search', query: 'wasm' }));
expectType<Promise<number>>()(bus.publishAsync('model.response', { usage: { total_tokens: 812 } }));
const asyncBus = new AsyncEventBus();
expectType<Promise<number>>()(asyncBus.publish('tool.called', { tool: 'search' }));

// A map of one's own is closed.
interface MyEvents {
  'order.created': { id: number };
  'order.paid': { id: number; amount: number };
  tick: undefined;
}
const mine = new EventBus<MyEvents>();
mine.publish('order.created', { id: 1 });
mine.publish('tick');
// @ts-expect-error not in the map
mine.publish('order.shipped', { id: 1 });
// @ts-expect-error matches nothing in the map
mine.subscribe('user.*', () => {});
mine.subscribe('order.*', (topic, event) => {
  expectType<'order.created' | 'order.paid'>()(topic);
  expectType<number>()(event.id);
});
mine.subscribe('**', (topic) => {
  expectType<keyof MyEvents>()(topic);
});

// Options and handlers are checked.
// @ts-expect-error no such option
bus.subscribe('tool.*', () => {}, { prio: 1 });
// @ts-expect-error not a handler
bus.subscribe('tool.*', 'handler');

// Apps extend the default map.
declare module 'agent-event-bus' {
  interface AgentEvents {
    'cache.hit': { key: string };
  }
}
bus.subscribe('cache.hit', (_topic, event) => {
  expectType<string>()(event.key);
});
