// What the compiler infers from patterns. Compiled, never run.

import {
  AsyncEventBus,
  type Delivery,
  EventBus,
  type EventOf,
  type Subscription,
} from 'agent-event-bus';
import { type Equal, expectType } from './expect.js';

type ToolTopic = 'tool.called' | 'tool.succeeded' | 'tool.failed' | 'tool.denied';
type CallFailed =
  | 'run.failed'
  | 'model.failed'
  | 'tool.failed'
  | 'http.failed'
  | 'human.failed'
  | 'sink.failed';

const bus = new EventBus();

// A pattern gives its handler the union of the topics that it matches.
bus.subscribe('tool.*', (topic, event, subscription) => {
  expectType<ToolTopic>()(topic);
  expectType<string>()(event.tool);
  expectType<Subscription>()(subscription);
  // The union is correlated: the topic tells the event.
  if (topic === 'tool.failed') expectType<string>()(event.error.message);
  else if (topic === 'tool.denied') expectType<string | undefined>()(event.reason);
  // @ts-expect-error only tool.failed has an error of this type
  event.error.message;
});
bus.subscribe('tool.*', (topic, event) => {
  switch (topic) {
    case 'tool.called':
    case 'tool.denied':
      return expectType<unknown>()(event.args);
    case 'tool.succeeded':
      return expectType<number | undefined>()(event.latencyMs);
    case 'tool.failed':
      return expectType<string | number | undefined>()(event.error.code);
    default:
      return expectType<never>()(topic);
  }
});
bus.subscribe('*.failed', (topic, event) => {
  expectType<CallFailed>()(topic);
  expectType<string>()(event.error.message);
});
bus.subscribe('**.failed', (topic, event) => {
  expectType<CallFailed | 'agent.turn.failed'>()(topic);
  expectType<string>()(event.error.message);
  if (topic === 'agent.turn.failed') expectType<number | undefined>()(event.turn);
});
bus.subscribe('agent.**.failed', (topic) => {
  expectType<'agent.turn.failed'>()(topic);
});
bus.subscribe('agent.**', (topic) => {
  expectType<
    'agent.turn.started' | 'agent.turn.completed' | 'agent.turn.failed' | 'agent.handoff'
  >()(topic);
});
bus.subscribe('agent.*', (topic, event) => {
  expectType<'agent.handoff'>()(topic);
  expectType<string>()(event.to);
});

// Several patterns: the topics of all of them.
bus.subscribe(['run.started', 'agent.turn.*'], (topic) => {
  expectType<'run.started' | 'agent.turn.started' | 'agent.turn.completed' | 'agent.turn.failed'>()(
    topic,
  );
});
const patterns = ['tool.called', 'tool.failed'] as const;
bus.once(patterns, (topic, event) => {
  expectType<'tool.called' | 'tool.failed'>()(topic);
  if (topic === 'tool.failed') expectType<string>()(event.error.message);
});

// An exact topic: its event. Handlers may take less than they are given.
bus.subscribe('tool.failed', (topic, event) => {
  expectType<'tool.failed'>()(topic);
  expectType<string>()(event.error.message);
});
bus.once('model.response', (_topic, { usage }) => {
  expectType<number | undefined>()(usage?.input);
});
bus.subscribe('tool.*', () => {});
bus.subscribe('tool.*', (topic) => expectType<ToolTopic>()(topic));
bus.subscribe('tool.*', async (_topic, event) => expectType<string>()(event.tool));

// Topics that the default map does not know are allowed, and their events are unknown.
bus.subscribe('memory.stored', (topic, event) => {
  expectType<string>()(topic);
  expectType<unknown>()(event);
});
bus.subscribe('memory.**', (topic, event) => {
  expectType<string>()(topic);
  expectType<unknown>()(event);
});
// One unknown pattern among several: its events are as possible as the others.
bus.subscribe(['tool.failed', 'memory.stored'], (topic, event) => {
  expectType<string>()(topic);
  expectType<unknown>()(event);
});
declare const anyPattern: string;
bus.subscribe(anyPattern, (topic, event) => {
  expectType<string>()(topic);
  expectType<unknown>()(event);
});
bus.subscribe([anyPattern, 'tool.failed'], (topic, event) => {
  expectType<string>()(topic);
  expectType<unknown>()(event);
});

// The types by which apps describe their own functions.
const exact: Equal<
  Delivery<{ a: 1; b: 2 }, '*'>,
  | [topic: 'a', event: 1, subscription: Subscription]
  | [topic: 'b', event: 2, subscription: Subscription]
> = true;
const eventOf: Equal<EventOf<{ a: 1 }, 'a' | 'c'>, unknown> = true;

export { eventOf, exact };

// A handler is a function.
// @ts-expect-error not a handler
bus.subscribe('tool.*', 'handler');
// @ts-expect-error no handler
bus.subscribe('tool.*');
// @ts-expect-error an event of the wrong type
bus.subscribe('tool.failed', (_topic, event: { tool: number }) => event);
// @ts-expect-error patterns are strings
bus.subscribe(/tool/, () => {});
// @ts-expect-error patterns are strings
bus.subscribe([1], () => {});

// The two buses are the same but for publish.
new AsyncEventBus().subscribe('tool.*', (topic, event) => {
  expectType<ToolTopic>()(topic);
  expectType<string>()(event.tool);
});
