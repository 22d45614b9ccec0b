// 10^5 calls and reservations at once, that end in random order and fail at random: what is used and
// reserved never exceeds a limit by one unit, and in the end nothing is reserved.
//
// AEB_SEED repeats a run. `npm run test:budget` is one of 10^6.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { EventBus } from '../../../js/index.js';
import { BudgetExceededError, budget, instrument } from '../../../js/toolkit/index.js';
import { generator } from '../generator.js';

const CALLS = Number(process.argv[2] ?? 100_000);
/** So many are under way at once. */
const AT_ONCE = 5_000;
const SEED = Number(process.env.AEB_SEED ?? randomInt(2 ** 32));
const PICO = 1_000_000_000_000n;

/** Dollars as a whole number of picodollars, from the shortest decimal of the number. */
function pico(usd) {
  const [whole, decimals = ''] = Number(usd).toFixed(12).split('.');
  return BigInt(whole) * PICO + BigInt(decimals.padEnd(12, '0'));
}

test(`${CALLS} calls and reservations in random order`, async (t) => {
  t.diagnostic(`AEB_SEED=${SEED}`);
  const int = generator(SEED);
  const limits = { tokens: CALLS * 30, usd: CALLS / 1000, calls: Math.floor(CALLS / 5) };
  const bus = new EventBus();
  const limited = budget(bus, { ...limits, perAgent: { tokens: CALLS * 8 }, publish: 'nothing' });
  const agent = instrument(bus, { ids: counter() });
  /** What was really used, as integers. */
  const used = { tokens: 0n, usd: 0n, calls: 0n };
  const seen = { committed: 0, failed: 0, refused: 0, checked: 0 };

  const check = () => {
    seen.checked++;
    for (const [scope, axes] of Object.entries(limited.status().scopes)) {
      for (const [axis, { limit, used, reserved }] of Object.entries(axes)) {
        const sum = axis === 'usd' ? pico(used) + pico(reserved) : BigInt(used + reserved);
        const most = axis === 'usd' ? pico(limit) : BigInt(limit);
        assert(sum <= most, `${scope} ${axis}: ${sum} of ${most}`);
        assert(used >= 0 && reserved >= 0);
      }
    }
  };

  const refuse = (error) => {
    assert(error instanceof BudgetExceededError, error);
    seen.refused++;
  };
  const failure = new Error('a failure at random');

  /** @type {(() => void)[]} those that wait for their end */
  const waiting = [];
  const pause = () => new Promise((resolve) => waiting.push(resolve));

  const tool = agent.tool('work', async (fails) => {
    await pause();
    if (fails) throw failure;
  });
  const model = agent.model('gpt-4o', async ({ usage, fails }) => {
    await pause();
    if (fails) throw failure;
    return { usage };
  });

  async function callTool() {
    const fails = int(3) === 0;
    try {
      await tool(fails);
      used.calls += 1n;
      seen.committed++;
    } catch (error) {
      if (error === failure) seen.failed++;
      else refuse(error);
    }
  }

  async function callModel() {
    const prompt = int(300);
    const max = int(100);
    // It comes to no more than was reserved: the prompt was counted, and the answer is limited.
    const usage = { input_tokens: int(Math.floor(prompt / 4) + 1), output_tokens: int(max + 1) };
    const fails = int(3) === 0;
    try {
      await model({ messages: 'x'.repeat(prompt), max_tokens: max, usage, fails });
      used.tokens += BigInt(usage.input_tokens + usage.output_tokens);
      used.usd +=
        BigInt(usage.input_tokens) * 2_500_000n + BigInt(usage.output_tokens) * 10_000_000n;
      seen.committed++;
    } catch (error) {
      if (error === failure) seen.failed++;
      else refuse(error);
    }
  }

  async function reserveByHand() {
    const tokens = int(100);
    const usd = int(1e9) / 1e12;
    const name = `agent ${int(3)}`;
    let reservation;
    try {
      reservation = limited.reserve({ tokens, usd, agent: name });
    } catch (error) {
      refuse(error);
      return;
    }
    await pause();
    const choice = int(3);
    if (choice === 0) {
      reservation.release();
      seen.failed++;
    } else {
      const actual = choice === 1 ? {} : { tokens: int(tokens + 1), usd: usd / 2 };
      reservation.commit(actual);
      used.tokens += BigInt(actual.tokens ?? tokens);
      // Half of an odd number of picodollars is rounded up, as the engine does it.
      used.usd += choice === 1 ? pico(usd) : (pico(usd) + 1n) / 2n;
      seen.committed++;
    }
    assert.equal(reservation.release(), false);
  }

  const kinds = [callTool, callModel, reserveByHand];
  const running = [];
  const end = () => {
    const at = int(waiting.length);
    [waiting[at], waiting[waiting.length - 1]] = [waiting[waiting.length - 1], waiting[at]];
    waiting.pop()();
  };
  for (let i = 0; i < CALLS; i++) {
    running.push(kinds[int(kinds.length)]());
    while (waiting.length > AT_ONCE || (waiting.length > 0 && int(4) === 0)) end();
    if (i % 16 === 0) await undefined;
    if (i % 8 === 0) check();
  }
  while (waiting.length > 0) {
    end();
    if (int(20) === 0) {
      await undefined;
      check();
    }
  }
  await Promise.all(running);
  check();

  const { scopes, openReservations } = limited.status();
  assert.equal(openReservations, 0);
  for (const axes of Object.values(scopes)) {
    for (const { reserved } of Object.values(axes)) assert.equal(reserved, 0);
  }
  assert.equal(BigInt(scopes.total.tokens.used), used.tokens);
  assert.equal(BigInt(scopes.total.calls.used), used.calls);
  assert.equal(pico(scopes.total.usd.used), used.usd);
  const { committed, failed, refused, checked } = seen;
  assert.equal(committed + failed + refused, CALLS);
  // Otherwise this has tested nothing.
  assert(committed > 0 && failed > 0 && refused > 0);
  t.diagnostic(
    `${committed} committed, ${failed} given back, ${refused} refused, ${checked} checks`,
  );
});

function counter() {
  let count = 0;
  return () => `${++count}`;
}
