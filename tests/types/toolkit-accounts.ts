// instrument, trace, budget, snapshot and stepLog.

import { AsyncEventBus, type BusError, EventBus } from 'agent-event-bus';
import {
  type BudgetAxis,
  BudgetExceededError,
  type BudgetStatus,
  budget,
  diffSnapshots,
  type Instrument,
  instrument,
  type SnapshotTrace,
  snapshot,
  stepLog,
  type TraceReport,
  type TraceRun,
  trace,
} from 'agent-event-bus/toolkit';
import { expectType } from './expect.js';

interface Orders {
  'order.created': { id: number };
}
const bus = new EventBus();

// Any bus will do.
instrument(new EventBus<Orders>());
trace(new AsyncEventBus());
// @ts-expect-error
trace({});

// What is wrapped keeps its type.
const agent = instrument(bus, { clock: () => 0, ids: () => 'id' });
const search = agent.tool('search', async (query: string, limit?: number) => [query, limit ?? 0]);
expectType<(query: string, limit?: number) => Promise<(string | number)[]>>()(search);
// @ts-expect-error
search(7);
// @ts-expect-error
agent.tool(7, () => {});
// @ts-expect-error a parameter needs its type, as anywhere: `instrument` does not know it
agent.tool('search', async (query) => query);
const chat = agent.model('gpt-4o', async function* (prompt: string) {
  yield prompt.length;
});
expectType<AsyncGenerator<number, void, unknown>>()(chat('x'));

const result = agent.run({ agent: 'a', custom: 1 }, async (scope) => {
  const own: Instrument = scope;
  return own.turn({}, () => 7);
});
expectType<Promise<number>>()(result);
// @ts-expect-error
agent.run({ runId: 7 }, () => {});

const traced = trace(bus, { prices: { m: { input: 1 } }, maxRuns: 1 });
expectType<TraceRun | undefined>()(traced.run());
const report = traced.report();
expectType<TraceReport>()(report);
const one = traced.report('r');
expectType<TraceReport | undefined>()(one);
// @ts-expect-error
trace(bus, { prices: { m: { input: '1' } } });

const limits = budget(bus, { usd: '0.10', perTool: { t: { calls: 1 } } });
// @ts-expect-error
budget(bus);
// @ts-expect-error
budget(bus, { tokens: '5' });
const status: BudgetStatus = limits.status();
export const remaining: number | undefined = status.scopes.total?.calls?.remaining;
export const committed: boolean = limits.reserve({ tokens: 1, agent: 'a' }).commit({ tokens: 1 });
export function axisOf(error: unknown): BudgetAxis | undefined {
  if (error instanceof BudgetExceededError) {
    const busError: BusError = error;
    return busError.code === error.code ? error.axis : undefined;
  }
  return undefined;
}

const recorded = snapshot(bus, { captureResults: true });
export const baseline: SnapshotTrace | undefined = recorded.trace();
const { status: outcome } = diffSnapshots(recorded, '{}');
expectType<'PASSED' | 'OUTPUT_DRIFT' | 'TOOLS_REORDERED' | 'TOOLS_CHANGED' | 'REGRESSION'>()(
  outcome,
);
// @ts-expect-error
diffSnapshots(recorded);

stepLog(bus, (line) => line.length).detach();
stepLog(bus, { write: (line: string) => line }, { format: 'step-logger' });
// @ts-expect-error
stepLog(bus, {});
