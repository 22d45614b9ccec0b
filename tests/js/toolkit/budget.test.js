// Budgets: exact, never exceeded by a reservation, and refusing before the call runs.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AsyncEventBus, BusError, EventBus } from '../../../js/index.js';
import { BudgetExceededError, budget, instrument } from '../../../js/toolkit/index.js';

/** A bus with a budget, and all events about it. */
function limited(options, busOptions) {
  const bus = new EventBus(busOptions);
  const events = [];
  bus.subscribe('budget.*', (topic, event) => events.push([topic, event]));
  const errors = [];
  const limits = budget(bus, { onError: (error) => errors.push(error), ...options });
  const { total } = limits.status().scopes;
  return { bus, budget: limits, events, errors, total };
}

const call = (callId, more) => ({ callId, tool: 'search', ...more });

describe('refusal', () => {
  test('comes out of the publish, whatever the bus does with the errors of others', () => {
    const reported = [];
    const { bus } = limited({ calls: 1 }, { onError: (error) => reported.push(error) });
    bus.publish('tool.called', call(1));
    assert.throws(
      () => bus.publish('tool.called', call(2)),
      (error) => {
        assert(error instanceof BudgetExceededError && error instanceof BusError);
        const { name, code, scope, axis, attempted, limit, message } = error;
        assert.deepEqual(
          { name, code, scope, axis, attempted, limit },
          {
            name: 'BudgetExceededError',
            code: 'ERR_BUDGET_EXCEEDED',
            scope: 'total',
            axis: 'calls',
            attempted: 2,
            limit: 1,
          },
        );
        assert.equal(
          message,
          'A call of "search" exceeds the budget "total": calls would be 2 of 1',
        );
        return true;
      },
    );
    assert.deepEqual(reported, []);
  });

  test('comes before the tool runs, and to its caller', async () => {
    const { bus, budget } = limited({ calls: 1 });
    const topics = [];
    bus.subscribe('tool.*', (topic) => topics.push(topic));
    let ran = 0;
    const search = instrument(bus).tool('search', async () => ++ran);
    assert.equal(await search(), 1);
    await assert.rejects(search(), BudgetExceededError);
    assert.equal(ran, 1);
    assert.deepEqual(topics, ['tool.called', 'tool.succeeded', 'tool.called', 'tool.denied']);
    assert.equal(budget.status().openReservations, 0);
  });

  test('comes before a model is called', async () => {
    const { bus, budget } = limited({ tokens: 100 });
    const topics = [];
    bus.subscribe('model.*', (topic) => topics.push(topic));
    const asked = [];
    const ask = instrument(bus).model('gpt-4o', async (request) => {
      asked.push(request);
      return { usage: { input_tokens: 10, output_tokens: 5 } };
    });
    await ask({ messages: 'x'.repeat(40), max_tokens: 50 });
    assert.equal(budget.status().scopes.total.tokens.used, 15);
    const tooMuch = ask({ messages: 'x'.repeat(200), max_tokens: 50 });
    await assert.rejects(tooMuch, BudgetExceededError);
    assert.equal(asked.length, 1);
    assert.deepEqual(topics, ['model.request', 'model.response', 'model.request', 'model.failed']);
  });

  test('also on an AsyncEventBus, and at once', () => {
    const bus = new AsyncEventBus();
    budget(bus, { calls: 0 });
    let ran = false;
    const tool = instrument(bus).tool('t', () => {
      ran = true;
    });
    assert.throws(tool, BudgetExceededError);
    assert.equal(ran, false);
  });

  test('reaches the other consumers as events, in order', () => {
    const { bus, events } = limited({ calls: 1, warnAt: 1 });
    bus.publish('tool.called', call('a', { runId: 'r' }));
    bus.publish('tool.succeeded', call('a'));
    assert.throws(() => bus.publish('tool.called', call('b')));
    const about = { scope: 'total', axis: 'calls' };
    assert.deepEqual(events, [
      ['budget.reserved', { callId: 'a', runId: 'r', ...about, amount: 1, remaining: 0 }],
      ['budget.warning', { ...about, used: 1, limit: 1 }],
      ['budget.committed', { callId: 'a', runId: 'r', ...about, amount: 1, remaining: 0 }],
      ['budget.exceeded', { callId: 'b', ...about, attempted: 2, limit: 1, used: 1 }],
    ]);
  });

  test('a consumer of budget.* that breaks refuses nothing', async () => {
    const bus = new EventBus();
    budget(bus, { calls: 5 });
    bus.subscribe('budget.*', () => {
      throw new Error('broken');
    });
    const unhandled = [];
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    const record = (reason) => unhandled.push(reason.message);
    process.on('unhandledRejection', record);
    try {
      bus.publish('tool.called', call(1));
      await new Promise((resolve) => setTimeout(resolve, 5));
    } finally {
      process.off('unhandledRejection', record);
      for (const listener of listeners) process.on('unhandledRejection', listener);
    }
    assert.deepEqual(unhandled, ['broken']);
  });
});

test('what one budget reserved is given back when another refuses', () => {
  const { bus, budget: first } = limited({ calls: 9 });
  budget(bus, { calls: 0 });
  const tool = instrument(bus).tool('t', () => {});
  assert.throws(tool, BudgetExceededError);
  assert.equal(first.status().openReservations, 0);
  assert.equal(first.status().scopes.total.calls.used, 0);
});

test("under order 'fifo', inside a handler, the refusal comes out of the outermost publish", () => {
  const { bus, budget } = limited({ calls: 0 }, { order: 'fifo' });
  let ran = 0;
  const tool = instrument(bus).tool('t', () => {
    ran++;
  });
  bus.subscribe('go', () => tool());
  assert.throws(() => bus.publish('go'), BudgetExceededError);
  assert.equal(ran, 1);
  bus.subscribe('reserve', () => budget.reserve({ calls: 1 }));
  assert.throws(() => bus.publish('reserve'), BudgetExceededError);
});

describe('what a call reserves', () => {
  const open = ({ budget }) => budget.status().openReservations;
  const used = ({ budget }) => budget.status().scopes.total.calls.used;

  for (const [end, more] of [
    ['tool.failed', { error: { message: 'x' } }],
    ['tool.denied', { reason: 'no' }],
  ]) {
    test(`is given back by ${end}`, () => {
      const limits = limited({ calls: 1 });
      for (let i = 0; i < 5; i++) {
        limits.bus.publish('tool.called', call(i));
        assert.equal(open(limits), 1);
        limits.bus.publish(end, call(i, more));
      }
      assert.equal(open(limits), 0);
      assert.equal(used(limits), 0);
    });
  }

  test('is given back when its run ends, and counts if the call ends later', () => {
    const limits = limited({ calls: 1 });
    limits.bus.publish('tool.called', call(1, { runId: 'r' }));
    limits.bus.publish('run.failed', { runId: 'r', error: { message: 'x' } });
    assert.equal(open(limits), 0);
    limits.bus.publish('tool.succeeded', call(1, { runId: 'r' }));
    assert.equal(used(limits), 1);
  });

  test('is paired by name where there are no ids', () => {
    const limits = limited({ calls: 2 });
    limits.bus.publish('tool.called', { tool: 'a' });
    limits.bus.publish('tool.called', { tool: 'b' });
    limits.bus.publish('tool.failed', { tool: 'a', error: { message: 'x' } });
    limits.bus.publish('tool.succeeded', { tool: 'b' });
    assert.equal(open(limits), 0);
    assert.equal(used(limits), 1);
  });

  test('of runs that count their calls each on their own is not mixed up', () => {
    const limits = limited({ perRun: { calls: 1 } });
    for (const runId of ['a', 'b']) limits.bus.publish('tool.called', call(1, { runId }));
    limits.bus.publish('tool.failed', call(1, { runId: 'a', error: { message: 'x' } }));
    limits.bus.publish('tool.called', call(2, { runId: 'a' }));
    assert.throws(() => limits.bus.publish('tool.called', call(2, { runId: 'b' })), {
      scope: 'run:b',
    });
  });

  test('a model call: an estimate first, then what it came to', () => {
    const { bus, budget } = limited({ tokens: 1000, usd: 1 });
    const status = () => budget.status().scopes.total;
    const request = { callId: 1, model: 'gpt-4o', messages: [{ content: 'x'.repeat(396) }] };
    bus.publish('model.request', { ...request, maxTokens: 200 });
    assert.equal(status().tokens.reserved, 99 + 200);
    assert.equal(status().usd.reserved, 99 * 0.0000025 + 200 * 0.00001);
    bus.publish('model.response', { callId: 1, model: 'gpt-4o', usage: { input: 90, output: 20 } });
    assert.deepEqual(status().tokens, { limit: 1000, used: 110, reserved: 0, remaining: 890 });
    assert.equal(status().usd.used, 0.000425);
    bus.publish('model.request', { callId: 2, tokensEstimate: 800, costEstimateUsd: 0.5 });
    assert.equal(status().tokens.reserved, 800);
    assert.equal(status().usd.reserved, 0.5);
    bus.publish('model.response', { callId: 2, costUsd: 0.25 });
    assert.equal(status().tokens.used, 910);
    assert.equal(status().usd.used, 0.250425);
  });

  test('the caller may estimate, and a broken estimate is reported', () => {
    let estimate = () => ({ tokens: 7, usd: 0.07 });
    const { bus, budget, errors } = limited({
      tokens: 1000,
      usd: 1,
      estimate: (...args) => estimate(...args),
    });
    bus.publish('model.request', { callId: 1, messages: 'long enough', maxTokens: 9 });
    assert.equal(budget.status().scopes.total.tokens.reserved, 7);
    assert.equal(budget.status().scopes.total.usd.reserved, 0.07);
    estimate = () => {
      throw new Error('cannot');
    };
    bus.publish('model.request', { callId: 2, messages: '12345678', maxTokens: 9 });
    assert.equal(budget.status().scopes.total.tokens.reserved, 7 + 2 + 9);
    assert.deepEqual(
      errors.map(({ message }) => message),
      ['cannot'],
    );
  });

  test('more than was reserved is counted, told of, and stops what comes next', () => {
    const { bus, budget, events } = limited({ tokens: 100, publish: 'warnings' });
    bus.publish('model.request', { callId: 1, tokensEstimate: 10 });
    bus.publish('model.response', { callId: 1, usage: { input: 150 } });
    const about = { scope: 'total', axis: 'tokens' };
    assert.deepEqual(events, [['budget.exceeded', { ...about, used: 150, limit: 100 }]]);
    assert.equal(budget.status().scopes.total.tokens.remaining, 0);
    const next = { callId: 2, tokensEstimate: 1 };
    assert.throws(() => bus.publish('model.request', next), BudgetExceededError);
  });
});

describe('limits', () => {
  test('of each agent, each run and single tools', () => {
    const { bus, budget } = limited({
      perAgent: { calls: 2 },
      perRun: { calls: 3 },
      perTool: { deploy: { calls: 1 } },
    });
    const tool = (agent, runId, name = 'search') =>
      bus.publish('tool.called', { callId: `${Math.random()}`, agent, runId, tool: name });
    tool('a', 'r1');
    tool('a', 'r1');
    assert.throws(() => tool('a', 'r2'), { scope: 'agent:a', limit: 2 });
    tool('b', 'r1');
    assert.throws(() => tool('b', 'r1'), { scope: 'run:r1', attempted: 4 });
    tool('b', 'r2', 'deploy');
    assert.throws(() => tool('c', 'r3', 'deploy'), { scope: 'tool:deploy' });
    // Nothing was reserved anywhere by what was refused.
    assert.equal(budget.status().scopes['agent:a'].calls.reserved, 2);
    assert.equal(budget.status().scopes['agent:c'].calls.reserved, 0);
    bus.publish('run.completed', { runId: 'r1' });
    assert.equal(budget.status().scopes['run:r1'], undefined);
  });

  test('exact decimals: a hundred times a cent is a dollar, and not one picodollar more', () => {
    const { budget } = limited({ usd: 1, publish: 'nothing' });
    for (let i = 0; i < 100; i++) budget.reserve({ usd: 0.01 }).commit();
    assert.deepEqual(budget.status().scopes.total.usd, {
      limit: 1,
      used: 1,
      reserved: 0,
      remaining: 0,
    });
    assert.throws(() => budget.reserve({ usd: '0.000000000001' }), BudgetExceededError);
  });

  test('a warning comes once for each axis', () => {
    const { bus, events } = limited({ calls: 10, warnAt: 0.5, publish: 'warnings' });
    for (let i = 0; i < 10; i++) {
      bus.publish('tool.called', call(i));
      bus.publish('tool.succeeded', call(i));
    }
    const about = { scope: 'total', axis: 'calls' };
    assert.deepEqual(events, [['budget.warning', { ...about, used: 5, limit: 10 }]]);
  });
});

describe('reservations by hand', () => {
  test('commit, release, and both only once', () => {
    const { budget } = limited({ tokens: 100, calls: 2 });
    const status = () => budget.status().scopes.total;
    const one = budget.reserve({ tokens: 60, calls: 1 });
    assert.throws(() => budget.reserve({ tokens: 41 }), { axis: 'tokens', attempted: 101 });
    assert.equal(one.open, true);
    assert.equal(one.commit({ tokens: 10 }), true);
    assert.deepEqual([status().tokens.used, status().calls.used], [10, 1]);
    assert.deepEqual([one.commit(), one.release(), one.open], [false, false, false]);
    const two = budget.reserve({ tokens: 90 });
    assert.equal(two.release(), true);
    two[Symbol.dispose]();
    assert.equal(status().tokens.remaining, 90);
  });

  test('after a reset, what was reserved before has no effect', () => {
    const { budget } = limited({ tokens: 100 });
    const before = budget.reserve({ tokens: 60 });
    budget.reset();
    const after = budget.reserve({ tokens: 100 });
    before.commit({ tokens: 99 });
    assert.equal(budget.status().scopes.total.tokens.used, 0);
    after.release();
    assert.equal(budget.status().openReservations, 0);
  });

  test('wrong amounts are refused, and change nothing', () => {
    const { budget } = limited({ tokens: 100, usd: 1, calls: 1 });
    const invalid = { code: 'ERR_INVALID_ARGUMENT' };
    for (const amounts of [
      undefined,
      7,
      { tokens: -1 },
      { tokens: 0.5 },
      { tokens: Number.NaN },
      { tokens: 2 ** 54 },
      { tokens: '5' },
      { usd: -0.1 },
      { usd: 'five' },
      { usd: Number.POSITIVE_INFINITY },
      { usd: 9_000_001 },
      { calls: 1n },
    ]) {
      assert.throws(() => budget.reserve(amounts), invalid);
    }
    const reservation = budget.reserve({ tokens: 1 });
    assert.throws(() => reservation.commit({ tokens: -1 }), invalid);
    assert.equal(reservation.open, true);
    assert.equal(reservation.release(), true);
    assert.equal(budget.status().openReservations, 0);
  });
});

test('bad options are refused', () => {
  const bus = new EventBus();
  for (const options of [
    null,
    { tokens: -1 },
    { usd: 'much' },
    { calls: 0.5 },
    { perAgent: 7 },
    { perTool: { t: { calls: 'x' } } },
    { warnAt: 0 },
    { warnAt: 2 },
    { publish: 'some' },
    { estimate: 7 },
    { prices: { m: { input: 'x' } } },
  ]) {
    assert.throws(() => budget(bus, options), { code: 'ERR_INVALID_ARGUMENT' });
  }
  assert.equal(bus.size, 0);
});

test('a limit whose name is misspelt is refused, for it would be none', () => {
  const bus = new EventBus();
  const refusal = (make) => {
    try {
      make();
    } catch ({ code, message }) {
      return `${code} ${message}`;
    }
  };
  const options =
    'tokens, usd, calls, perAgent, perRun, perTool, warnAt, prices, estimate, publish, onError';
  for (const [given, message] of [
    [{ call: 2 }, `options may have ${options}, not "call"`],
    [{ perAgent: { usd: 1, dollars: 1 } }, 'perAgent may have tokens, usd, calls, not "dollars"'],
    [{ perRun: { token: 1 } }, 'perRun may have tokens, usd, calls, not "token"'],
    [{ perTool: { t: { call: 1 } } }, 'perTool.t may have tokens, usd, calls, not "call"'],
  ]) {
    assert.equal(
      refusal(() => budget(bus, given)),
      `ERR_INVALID_ARGUMENT ${message}`,
    );
  }
  assert.equal(bus.size, 0);
  const limits = budget(bus, { usd: 1, call: undefined });
  assert.match(
    refusal(() => limits.reserve({ us: 5 })),
    /^ERR_\w+ amounts may have .*, not "us"$/,
  );
  const reservation = limits.reserve({ usd: 0.5, agent: 'a', runId: 'r', tool: 't' });
  assert.match(
    refusal(() => reservation.commit({ tool: 't' })),
    /actual may have .*, not "tool"$/,
  );
  assert.equal(reservation.open, true);
});

test('an amount that does not fit is named', () => {
  const bus = new EventBus();
  const rule = 'must be a whole number from 0 to 2^53';
  for (const [given, message] of [
    [{ usd: 1, calls: 0.5 }, `An amount in options {"usd":1,"calls":0.5} ${rule}`],
    [{ perTool: { t: { calls: -1 } } }, `An amount in perTool.t {"calls":-1} ${rule}`],
  ]) {
    assert.throws(() => budget(bus, given), { name: 'RangeError', message });
  }
  assert.throws(() => budget(bus, { usd: 1 }).reserve({ tokens: -3 }), {
    code: 'ERR_INVALID_ARGUMENT',
    message: `An amount in amounts {"tokens":-3} ${rule}`,
  });
});

test('events that say nothing that can be read reserve what they must', () => {
  const { bus, budget, errors } = limited({ calls: 100, tokens: 100 });
  const throwing = new Proxy(
    {},
    {
      get() {
        throw new Error('no');
      },
    },
  );
  for (const event of [undefined, null, 7, 'x', [], throwing]) {
    bus.publish('tool.called', event);
    bus.publish('model.request', event);
    bus.publish('model.response', event);
  }
  assert.deepEqual(errors, []);
  assert.equal(budget.status().scopes.total.calls.reserved, 6);
});

test('detached, it refuses nothing', () => {
  const { bus, budget } = limited({ calls: 0 });
  budget.detach();
  budget[Symbol.dispose]();
  bus.publish('tool.called', call(1));
});
