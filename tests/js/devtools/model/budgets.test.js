// Budgets, as budget() itself has them.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Budgets } from '../../../../js/devtools/model/budgets.js';
import { MAX_ACCOUNTS } from '../../../../js/devtools/model/limits.js';
import { EventBus } from '../../../../js/index.js';
import { budget } from '../../../../js/toolkit/index.js';
import { anyEntries, entries, parameters, recorded, seed } from './support.js';

function budgetsOf(list) {
  const budgets = new Budgets();
  budgets.add(list);
  return budgets;
}

const byName = (a, b) => (`${a.scope} ${a.axis}` < `${b.scope} ${b.axis}` ? -1 : 1);

/** A bus with a budget, what it publishes, and both accounts of it in one form. */
function limited(options) {
  const bus = new EventBus({ onError: (error) => assert.fail(error) });
  const list = recorded(bus);
  const limits = budget(bus, options);
  const publish = (topic, event) => {
    try {
      bus.publish(topic, event);
    } catch (error) {
      assert.equal(error.code, 'ERR_BUDGET_EXCEEDED');
    }
  };
  const expected = () => {
    const { scopes } = limits.status();
    const accounts = Object.entries(scopes).flatMap(([scope, axes]) =>
      Object.entries(axes).map(([axis, { used, reserved, limit }]) => ({
        ...{ scope, axis, used, reserved, limit },
      })),
    );
    return accounts.sort(byName);
  };
  const actual = () =>
    budgetsOf(list)
      .accounts.map(({ scope, axis, used, reserved, limit }) => ({
        ...{ scope, axis, used, reserved, limit },
      }))
      .sort(byName);
  return { limits, publish, expected, actual, list, accounts: () => budgetsOf(list).accounts };
}

describe('the events of budget()', () => {
  test('what is reserved becomes used, or is free again', () => {
    const { publish, expected, actual, accounts } = limited({ calls: 10, usd: 1 });
    publish('tool.called', { callId: 1, tool: 'a' });
    publish('tool.called', { callId: 2, tool: 'a' });
    publish('model.request', { callId: 3, model: 'gpt', costEstimateUsd: 0.3 });
    assert.deepEqual(actual(), expected());
    publish('tool.succeeded', { callId: 1, tool: 'a' });
    publish('tool.failed', { callId: 2, tool: 'a' });
    publish('model.response', { callId: 3, model: 'gpt', costUsd: 0.1 });
    assert.deepEqual(actual(), expected());
    assert.deepEqual(actual(), [
      { scope: 'total', axis: 'calls', used: 1, reserved: 0, limit: 10 },
      { scope: 'total', axis: 'usd', used: 0.1, reserved: 0, limit: 1 },
    ]);
    assert.deepEqual(
      accounts().map(({ state, limitIsTold }) => [state, limitIsTold]),
      [
        ['ok', false],
        ['ok', false],
      ],
    );
  });

  test('a warning, a refusal, and more used than there was', () => {
    const { publish, expected, actual, accounts } = limited({ tokens: 100 });
    publish('model.request', { callId: 1, tokensEstimate: 85, maxTokens: 0 });
    assert.equal(accounts()[0].state, 'warning');
    publish('model.request', { callId: 2, tokensEstimate: 20, maxTokens: 0 });
    assert.deepEqual([accounts()[0].state, accounts()[0].refusals], ['exceeded', 1]);
    publish('model.response', { callId: 1, usage: { input: 150, output: 10 } });
    assert.deepEqual(actual(), expected());
    assert.deepEqual([accounts()[0].taken, accounts()[0].limit], [160, 100]);
  });

  test('what comes to nothing is not told, and is known from what remains', () => {
    const { publish, limits, expected, actual } = limited({ tokens: 100 });
    publish('model.request', { callId: 1, tokensEstimate: 30, maxTokens: 0 });
    publish('model.response', { callId: 1, usage: { input: 0, output: 0 } });
    publish('model.request', { callId: 2, tokensEstimate: 10, maxTokens: 0 });
    assert.deepEqual(actual(), expected());
    limits.reset();
    publish('model.request', { callId: 3, tokensEstimate: 5, maxTokens: 0 });
    assert.deepEqual(actual(), expected());
  });

  test('by hand, without a call', () => {
    const { limits, expected, actual } = limited({ usd: '1.5', perAgent: { usd: 1 } });
    const one = limits.reserve({ usd: 0.7, agent: 'a' });
    const two = limits.reserve({ usd: 0.2, agent: 'b' });
    one.commit({ usd: 0.4 });
    two.release();
    assert.deepEqual(actual(), expected());
  });

  test('a reset takes the warnings with it', () => {
    const { publish, limits, accounts } = limited({ calls: 5 });
    for (let i = 0; i < 6; i++) {
      publish('tool.called', { callId: i, tool: 'a' });
      publish('tool.succeeded', { callId: i, tool: 'a' });
    }
    assert.deepEqual([accounts()[0].state, accounts()[0].refusals], ['exceeded', 1]);
    limits.reset();
    publish('tool.called', { callId: 'x', tool: 'a' });
    const [{ state, refusals, used, reserved, limit }] = accounts();
    assert.deepEqual([state, refusals, used, reserved, limit], ['ok', 0, 0, 1, 5]);
  });

  test('of a budget that came before the devtools, the limit is known when it is told', () => {
    const list = entries(
      [
        0,
        'budget.reserved',
        { callId: 1, scope: 'total', axis: 'calls', amount: 1, remaining: 29 },
      ],
      [1, 'budget.warning', { scope: 'total', axis: 'calls', used: 80, limit: 100 }],
    );
    const [inferred] = budgetsOf(list.slice(0, 1)).accounts;
    assert.deepEqual([inferred.limit, inferred.limitIsTold], [30, false]);
    const [told] = budgetsOf(list).accounts;
    assert.deepEqual([told.limit, told.limitIsTold, told.used, told.reserved], [100, true, 79, 1]);
  });

  const step = fc.tuple(
    fc.constantFrom('call', 'succeed', 'fail', 'ask', 'answer'),
    fc.integer({ min: 0, max: 9 }),
    fc.integer({ min: 1, max: 30 }),
  );
  test(`any calls, within the limits: used and reserved as budget() has them (seed ${seed})`, () => {
    const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { publish, expected, actual, list } = limited({
        ...{ calls: 40, tokens: 5_000, usd: 4 },
        perTool: { 't-3': { calls: 5 } },
        perRun: { calls: 30 },
      });
      const seen = new Set();
      for (const [what, id, amount] of steps) {
        const ids = { callId: id, runId: `r${id % 2}`, tool: `t-${id}` };
        const model = { ...ids, callId: `m${id}`, model: 'm', maxTokens: 0 };
        if (what === 'call' && !seen.has(id)) publish('tool.called', ids);
        if (what === 'call') seen.add(id);
        if (what === 'succeed' && seen.delete(id)) publish('tool.succeeded', ids);
        if (what === 'fail' && seen.delete(id)) publish('tool.failed', ids);
        const estimate = { tokensEstimate: amount, costEstimateUsd: amount / 100 };
        if (what === 'ask' && !seen.has(model.callId)) {
          publish('model.request', { ...model, ...estimate });
          seen.add(model.callId);
        }
        const came = { usage: { input: amount, output: 1 }, costUsd: amount / 128 };
        if (what === 'answer' && seen.delete(model.callId)) {
          publish('model.response', { ...model, ...came });
        }
      }
      const told = new Set(list.map(({ event }) => `${event.scope} ${event.axis}`));
      const known = expected().filter(({ scope, axis }) => told.has(`${scope} ${axis}`));
      assert.deepEqual(actual(), known);
    });
    fc.assert(property, parameters);
  });
});

test('the total comes first, and of too many the ones that changed last are kept', () => {
  const of = (scope, axis) => [0, 'budget.reserved', { scope, axis, amount: 1, remaining: 1 }];
  const { accounts } = budgetsOf(
    entries(of('run:2', 'usd'), of('agent:x', 'usd'), of('total', 'usd')),
  );
  assert.deepEqual(
    accounts.map(({ scope }) => scope),
    ['total', 'agent:x', 'run:2'],
  );
  const budgets = new Budgets();
  for (let i = 0; i < MAX_ACCOUNTS + 50; i++) {
    budgets.add(entries(of(`run:${i}`, 'calls'), of('total', 'calls')));
  }
  assert.equal(budgets.accounts.length, MAX_ACCOUNTS);
  assert(budgets.accounts.some(({ scope }) => scope === 'total'));
  assert(!budgets.accounts.some(({ scope }) => scope === 'run:0'));
  budgets.clear();
  assert.deepEqual(budgets.accounts, []);
});

test(`any events: amounts stay amounts (seed ${seed})`, () => {
  const property = fc.property(anyEntries, (list) => {
    for (const { used, reserved, limit } of budgetsOf(list).accounts) {
      for (const amount of [used, reserved, limit ?? 0]) assert(amount >= 0, `${amount}`);
    }
  });
  fc.assert(property, parameters);
});
