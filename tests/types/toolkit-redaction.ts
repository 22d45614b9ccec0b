// redact, tapFetch and notify.

import { AsyncEventBus, type BusError, EventBus } from 'agent-event-bus';
import {
  type Alert,
  createRedactor,
  type Notifier,
  NotifyError,
  notify,
  type RedactionStream,
  Redactor,
  redact,
  slackWebhook,
  type TappedFetch,
  tapFetch,
} from 'agent-event-bus/toolkit';
import { expectType } from './expect.js';

const bus = new EventBus();
const other = new AsyncEventBus<{ 'order.failed': { id: number } }>();

const redactor = createRedactor({
  literals: ['abcdef'],
  env: { A: 'b', C: undefined },
  names: ['pin'],
});
expectType<Redactor>()(redactor);
expectType<{ a: number }>()(redact({ a: 1 }));
expectType<string>()(redact('a', redactor));
redact(1, { env: false, keep: ['x'] });
expectType<Record<string, number>>()(new Redactor().counts());
expectType<RedactionStream>()(redactor.stream());
// @ts-expect-error it is made by a redactor
new (redactor.stream().constructor as typeof RedactionStream)();
// @ts-expect-error
redactor.text(1);
// @ts-expect-error
createRedactor({ literals: 'abcdef' });

const tapped = tapFetch(bus);
expectType<TappedFetch<typeof fetch>>()(tapped);
expectType<Promise<Response>>()(tapped('https://example.com', { method: 'POST' }));
tapped.detach();
const mine = tapFetch(other, async (url: string) => url.length, {
  redact: redactor,
  fields: () => ({ runId: 'r' }),
});
expectType<Promise<number>>()(mine('x'));
// @ts-expect-error
mine(1);
// @ts-expect-error
tapFetch(bus, fetch, { maxBodyBytes: '1' });

const alarm = notify(other, {
  pattern: ['order.*', '**.failed'],
  once: 'per-run',
  sink: async (alert, { signal }) => {
    expectType<Alert>()(alert);
    expectType<AbortSignal>()(signal);
    expectType<unknown>()(alert.event);
  },
  timers: { setTimeout, clearTimeout },
});
expectType<Notifier>()(alarm);
expectType<number>()(alarm.dropped);
expectType<Promise<void>>()(alarm.flush());
notify(bus, { sink: slackWebhook(new URL('https://example.com'), { fetch }) });
// @ts-expect-error it needs a sink
notify(bus, {});
// @ts-expect-error
notify(bus, { sink() {}, once: 'always' });

const error = new NotifyError('busy', { retryAfterMs: 5 });
expectType<'ERR_NOTIFY'>()(error.code);
expectType<BusError>()(error as BusError);
