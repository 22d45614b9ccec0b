// Nothing public is `any`, whatever the pattern: neither what is given nor what is taken.

import type * as main from 'agent-event-bus';
import type * as testing from 'agent-event-bus/testing';
import { expectNoAny, expectType, type HasAny } from './expect.js';

// The helper itself.
type Any = ReturnType<typeof JSON.parse>;
expectType<true>()(true as HasAny<Any>);
expectType<true>()(true as HasAny<{ a: () => Any }>);
expectType<true>()(true as HasAny<(a: string, b: Any) => void>);
expectType<true>()(true as HasAny<(a: string) => Promise<Any[]>>);
expectType<true>()(true as HasAny<1 | [topic: string, event: Any]>);
expectType<false>()(false as HasAny<{ a: unknown; b(c: never): object }>);

type Closed = { a: 1; 'a.b': { c: string } };
type Default = main.AgentEvents;

expectNoAny<main.EventBus>();
expectNoAny<main.AsyncEventBus>();
expectNoAny<main.EventBus<Closed>>();
expectNoAny<main.AsyncEventBus<Closed>>();
expectNoAny<typeof main>();
expectNoAny<typeof testing>();
expectNoAny<testing.EventAssertionError>();
expectNoAny<main.Subscription>();
expectNoAny<main.BusStats>();
expectNoAny<main.EventBusOptions>();
expectNoAny<main.PublishAsyncOptions>();
expectNoAny<main.WaitOptions>();
expectNoAny<main.EventsOptions>();
expectNoAny<main.OnError>();
expectNoAny<main.AgentEvents>();
expectNoAny<main.TopicOf<Default> | main.TopicOf<Closed>>();
expectNoAny<main.EventOf<Default, string>>();

// Of each kind of pattern: known, a wildcard, several, unknown, unknown until run time.
type Patterns = ['tool.failed', 'tool.*', '**.failed', '**', 'a' | 'tool.*', 'memory.*', string];
type Each<Events, P> = {
  [I in keyof P]: P[I] extends string
    ? [
        main.Delivery<Events, P[I]>,
        main.Published<Events, P[I]>,
        main.SubscribeOptions<Events, P[I]>,
        main.EventWaitOptions<Events, P[I]>,
        testing.Captured<main.Published<Events, P[I]>>[number],
      ]
    : never;
};
type Flat<T extends unknown[][]> = T[number][number];
expectNoAny<Flat<Each<Default, Patterns>>>();
expectNoAny<Flat<Each<Closed, Patterns>>>();

declare const bus: main.EventBus;
bus.subscribe('memory.*', (...delivery) => {
  expectType<[topic: string, event: unknown, subscription: main.Subscription]>()(delivery);
});
bus.subscribe('tool.*', (...delivery) => {
  expectType<main.Delivery<Default, 'tool.*'>>()(delivery);
});
expectNoAny<Awaited<ReturnType<typeof bus.once<'memory.*'>>>>();
