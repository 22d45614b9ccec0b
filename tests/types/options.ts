// Options, subscriptions, statistics, errors, disposal.

import {
  AsyncEventBus,
  BusClosedError,
  BusError,
  CoreFailedError,
  EventBus,
  HandlerTimeoutError,
  MailboxFullError,
  type OnError,
  PublishDepthError,
  type Subscription,
  TopicError,
  UnsubscribedError,
  WaitTimeoutError,
} from 'agent-event-bus';
import { expectType } from './expect.js';

const onError: OnError = (error, topic, event, subscription) => {
  expectType<unknown>()(error);
  expectType<string>()(topic);
  expectType<unknown>()(event);
  expectType<Subscription>()(subscription);
};
const bus = new EventBus({ onError, order: 'fifo', maxDepth: 8 });
// @ts-expect-error no such order
new EventBus({ order: 'lifo' });
// @ts-expect-error no such option
new AsyncEventBus({ onErrors: onError });

const subscription = bus.subscribe('tool.*', () => {}, {
  priority: 1,
  once: true,
  where: () => true,
  signal: AbortSignal.timeout(1),
  onError,
  concurrency: 2,
  maxBuffer: 10,
  overflow: 'drop-oldest',
  timeoutMs: 1_000,
});
expectType<Subscription>()(subscription);
expectType<string | readonly string[]>()(subscription.pattern);
expectType<number>()(subscription.priority);
expectType<boolean>()(subscription.active);
expectType<number>()(subscription.delivered);
expectType<boolean>()(subscription.unsubscribe());
// @ts-expect-error read-only
subscription.priority = 2;
// Options that are undefined are as if left out, also under exactOptionalPropertyTypes.
bus.subscribe('tool.*', () => {}, { priority: undefined, where: undefined, signal: undefined });
// @ts-expect-error no such option
bus.subscribe('tool.*', () => {}, { prio: 1 });
// @ts-expect-error a number
bus.subscribe('tool.*', () => {}, { priority: 'high' });
// @ts-expect-error no such policy
bus.subscribe('tool.*', () => {}, { overflow: 'drop' });
// @ts-expect-error once is a once
bus.once('tool.*', () => {}, { once: false });

expectType<Subscription[]>()(bus.subscriptions());
expectType<Subscription[]>()(bus.matching('tool.called'));
expectType<number>()(bus.size);
expectType<number>()(bus.stats().delivered);
expectType<boolean>()(EventBus.matches('tool.*', 'tool.called'));
expectType<boolean>()(AsyncEventBus.matches('tool.*', 'tool.called'));
// @ts-expect-error read-only
bus.size = 0;

// `using` and `await using`.
export async function dispose() {
  using scoped = new EventBus();
  using heard = scoped.subscribe('tool.*', () => {});
  await using events = scoped.events('tool.*');
  expectType<Subscription>()(heard);
  scoped[Symbol.dispose]();
  await events[Symbol.asyncDispose]();
}

export function handle(error: unknown) {
  if (error instanceof TopicError) {
    expectType<'ERR_INVALID_TOPIC' | 'ERR_INVALID_PATTERN'>()(error.code);
    expectType<unknown>()(error.input);
    expectType<number | undefined>()(error.index);
    const typeError: TypeError = error;
    return typeError;
  }
  if (error instanceof BusClosedError) expectType<'ERR_BUS_CLOSED'>()(error.code);
  if (error instanceof PublishDepthError) expectType<readonly string[]>()(error.topics);
  if (error instanceof HandlerTimeoutError) expectType<number>()(error.timeoutMs);
  if (error instanceof WaitTimeoutError) expectType<'ERR_WAIT_TIMEOUT'>()(error.code);
  if (error instanceof MailboxFullError) expectType<number>()(error.maxBuffer);
  if (error instanceof UnsubscribedError) expectType<'ERR_UNSUBSCRIBED'>()(error.code);
  if (error instanceof CoreFailedError) expectType<'ERR_CORE_FAILED'>()(error.code);
  if (error instanceof BusError) expectType<string>()(error.code);
  // @ts-expect-error the bus makes its errors itself
  return new BusClosedError();
}
