// Instrumented tools, models, runs and turns: what they publish, and that they do what they did.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { AsyncEventBus, EventBus } from '../../../js/index.js';
import { instrument } from '../../../js/toolkit/index.js';
import { recordUnhandled } from '../support.js';
import { instrumented } from './instrumented.js';

const unhandled = recordUnhandled();

class OddError extends RangeError {
  code = 'ERR_ODD';
}

describe('a tool', () => {
  test('publishes its call and its result', async () => {
    const { agent, events } = instrumented();
    const search = agent.tool('search', async ({ query }) => [query], { tags: ['web'] });
    assert.deepEqual(await search({ query: 'wasm' }), ['wasm']);
    const about = { callId: 'id1', tool: 'search' };
    assert.deepEqual(events, [
      ['tool.called', { ...about, args: { query: 'wasm' }, tags: ['web'] }],
      ['tool.succeeded', { ...about, result: ['wasm'], latencyMs: 1 }],
    ]);
  });

  test('publishes its error: type, message, code and stack', async () => {
    const { agent, events } = instrumented();
    const error = new OddError('odd');
    const tool = agent.tool('t', async () => {
      throw error;
    });
    await assert.rejects(tool(1, 2), (thrown) => thrown === error);
    const [[, called], [topic, failed]] = events;
    assert.deepEqual(called.args, [1, 2]);
    assert.equal(topic, 'tool.failed');
    assert.deepEqual(failed.error, {
      type: 'RangeError',
      message: 'odd',
      code: 'ERR_ODD',
      stack: error.stack,
    });
  });

  test('may be synchronous', () => {
    const { agent, events, topics } = instrumented();
    assert.equal(agent.tool('add', (a, b) => a + b)(1, 2), 3);
    const error = new Error('no');
    const broken = agent.tool('broken', () => {
      throw error;
    });
    assert.throws(broken, (thrown) => thrown === error);
    const expected = ['tool.called', 'tool.succeeded', 'tool.called', 'tool.failed'];
    assert.deepEqual(topics(), expected);
    assert.deepEqual(events[0][1].args, [1, 2]);
    assert.deepEqual(events[2][1].args, []);
  });

  test('keeps this, its name and its length', () => {
    const { agent } = instrumented();
    const object = {
      value: 7,
      get: agent.tool('get', function read(_a, _b) {
        return this.value;
      }),
    };
    assert.equal(object.get(), 7);
    assert.deepEqual([object.get.name, object.get.length], ['read', 2]);
  });

  test('whatever is thrown is described, and thrown on', () => {
    const hostile = new Proxy(new Error('x'), {
      get() {
        throw new Error('no');
      },
    });
    const named = Object.assign(new Error('x'), { name: '', code: {} });
    for (const [thrown, type] of [
      ['text', 'string'],
      [undefined, 'undefined'],
      [null, 'object'],
      [Symbol('s'), 'symbol'],
      [10n, 'bigint'],
      [{}, 'Object'],
      [hostile, 'Error'],
      [named, 'Error'],
      [() => {}, 'function'],
    ]) {
      const { agent, events } = instrumented();
      const tool = agent.tool('t', () => {
        throw thrown;
      });
      let caught = false;
      try {
        tool();
      } catch (error) {
        caught = error === thrown;
      }
      assert(caught);
      const { error } = events[1][1];
      assert.equal(error.type, type);
      assert.equal(typeof error.message, 'string');
    }
  });

  test('a failure that nobody handles stays an unhandled rejection', async () => {
    const { agent } = instrumented();
    const error = new Error('nobody cares');
    void agent.tool('t', async () => {
      throw error;
    })();
    assert.deepEqual(await unhandled.take(), [error]);
  });
});

describe('what it returns', () => {
  class Special extends Promise {
    withResponse() {
      return 'response';
    }
  }

  test('a promise with methods of its own keeps them', async () => {
    const { agent, topics } = instrumented();
    const tool = agent.tool('t', () => Special.resolve(7));
    const returned = tool();
    assert(returned instanceof Special);
    assert.equal(returned.withResponse(), 'response');
    assert.equal(await returned, 7);
    assert.equal(await tool().finally(() => {}), 7);
    assert.equal(topics().filter((topic) => topic === 'tool.succeeded').length, 2);
    const failing = agent.tool('t', () => Special.reject(new Error('x')));
    await failing().catch(({ message }) => assert.equal(message, 'x'));
  });

  test('what runs only when it is awaited, runs only then, and once', async () => {
    const { agent, topics } = instrumented();
    let runs = 0;
    const lazy = {
      limit: () => lazy,
      // biome-ignore lint/suspicious/noThenProperty: it is a query builder
      then(resolve) {
        runs++;
        resolve('rows');
      },
    };
    const query = agent.tool('query', () => lazy)();
    assert.equal(query.limit(), lazy);
    assert.deepEqual(topics(), ['tool.called']);
    assert.equal(runs, 0);
    assert.equal(await query, 'rows');
    assert.equal(await query, 'rows');
    assert.equal(runs, 1);
    assert.deepEqual(topics(), ['tool.called', 'tool.succeeded']);
  });

  test('other objects are the very same', () => {
    const { agent } = instrumented();
    const object = Object.freeze({ a: 1 });
    assert.equal(agent.tool('t', () => object)(), object);
    const broken = {
      // biome-ignore lint/suspicious/noThenProperty: it looks like a promise, and breaks
      get then() {
        throw new Error('no');
      },
    };
    assert.equal(agent.tool('t', () => broken)(), broken);
  });
});

describe('a model', () => {
  test('publishes request and response, with its usage in our words', async () => {
    const { agent, events } = instrumented();
    const response = {
      id: 'r',
      choices: [{ finish_reason: 'stop', message: { content: 'hi' } }],
      usage: { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 },
    };
    const chat = agent.model('gpt-4o', async () => response, { provider: 'openai', name: 'plan' });
    const messages = [{ role: 'user', content: 'hello' }];
    assert.equal(await chat({ messages, max_tokens: 99 }), response);
    const about = { callId: 'id1', model: 'gpt-4o', provider: 'openai', name: 'plan' };
    const usage = { input: 100, output: 50, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
    assert.deepEqual(events, [
      ['model.request', { ...about, messages, maxTokens: 99 }],
      ['model.response', { ...about, output: response, usage, stopReason: 'stop', latencyMs: 1 }],
    ]);
  });

  test('usage and output may be chosen; what breaks there is reported', async () => {
    const errors = [];
    const { agent, events } = instrumented({ onError: (error) => errors.push(error.message) });
    const chat = agent.model('m', async () => ({ counted: { input: 7 }, text: 'hi' }), {
      usage: ({ counted }) => counted,
      output: ({ text }) => text,
    });
    await chat('hello');
    assert.equal(events[0][1].messages, 'hello');
    assert.equal(events[1][1].usage.input, 7);
    assert.equal(events[1][1].output, 'hi');
    const broken = agent.model('m', async () => 'answer', {
      usage: () => {
        throw new Error('no usage');
      },
    });
    assert.equal(await broken('hello'), 'answer');
    assert.deepEqual(errors, ['no usage']);
  });

  test('a response whose getters throw, or start something, is let be', async () => {
    const { agent, events } = instrumented();
    const response = {
      get usage() {
        throw new Error('no');
      },
      get choices() {
        throw new Error('no');
      },
      // biome-ignore lint/suspicious/noThenProperty: a promise, as some SDKs have it here
      totalUsage: { then() {} },
    };
    assert.equal(await agent.model('m', async () => response)('x'), response);
    assert.equal(events[1][1].usage, undefined);
  });
});

describe('runs and turns', () => {
  test('carry their ids across await, to whatever they cause', async () => {
    const { agent, events } = instrumented();
    const inner = agent.tool('inner', async () => delay(1));
    const outer = agent.tool('outer', async () => {
      await delay(1);
      await inner();
    });
    const result = await agent.run({ agent: 'a', input: 'in', tags: ['t'] }, async (scope) => {
      assert.equal(agent.runId, 'id1');
      await delay(1);
      await agent.turn({}, async () => {
        await delay(1);
        await outer();
      });
      await scope.turn({ agent: 'b' }, () => inner());
      return 'out';
    });
    assert.equal(result, 'out');
    assert.equal(agent.runId, undefined);
    const ids = events.map(([topic, { runId, callId, parentId, agent, turn }]) =>
      [topic, runId, callId, parentId, agent, turn].join(' '),
    );
    assert.deepEqual(ids, [
      'run.started id1   a ',
      'agent.turn.started id1 id2 id1 a 1',
      'tool.called id1 id3 id2 a ',
      'tool.called id1 id4 id3 a ',
      'tool.succeeded id1 id4 id3 a ',
      'tool.succeeded id1 id3 id2 a ',
      'agent.turn.completed id1 id2 id1 a 1',
      'agent.turn.started id1 id5 id1 b 2',
      'tool.called id1 id6 id5 b ',
      'tool.succeeded id1 id6 id5 b ',
      'agent.turn.completed id1 id5 id1 b 2',
      'run.completed id1   a ',
    ]);
    assert.deepEqual(
      [events[0][1].input, events[0][1].tags, events.at(-1)[1].output],
      ['in', ['t'], 'out'],
    );
  });

  test('at the same time stay apart', async () => {
    const { agent, events } = instrumented();
    const tool = agent.tool('t', async () => delay(1));
    const run = (runId) =>
      agent.run({ runId }, async () => {
        for (let i = 0; i < 3; i++) await tool();
      });
    await Promise.all([run('x'), run('y')]);
    const of = (runId) => events.filter(([, event]) => event.runId === runId).length;
    assert.deepEqual([of('x'), of('y'), events.length], [8, 8, 16]);
  });

  test('that fail say why, and throw on', async () => {
    const { agent, events, topics } = instrumented();
    const error = new Error('lost');
    const run = agent.run({}, () =>
      agent.turn({}, async () => {
        throw error;
      }),
    );
    await assert.rejects(run, (thrown) => thrown === error);
    const failed = ['agent.turn.failed', 'run.failed'];
    assert.deepEqual(topics(), ['run.started', 'agent.turn.started', ...failed]);
    assert.equal(events.at(-1)[1].error.message, 'lost');
    assert.throws(() =>
      agent.run({}, () => {
        throw error;
      }),
    );
    assert.equal(topics().at(-1), 'run.failed');
  });

  test('inside a run are its children', () => {
    const { agent, events } = instrumented();
    agent.run({ runId: 'outer' }, () => agent.run({ runId: 'inner' }, () => {}));
    assert.equal(events[1][1].runId, 'inner');
    assert.equal(events[1][1].parentId, 'outer');
  });

  test('are known by their scope objects where nothing else tells', async () => {
    const { getBuiltinModule } = process;
    process.getBuiltinModule = undefined; // as in a browser
    const bus = new EventBus();
    try {
      instrument(bus);
    } finally {
      process.getBuiltinModule = getBuiltinModule;
    }
    const { agent, events } = instrumented({}, bus);
    await agent.run({ runId: 'r' }, async (run) => {
      await delay(1);
      await agent.tool('unknown', () => {})();
      await run.turn({}, async (turn) => {
        await delay(1);
        await turn.tool('known', () => {})();
        assert.equal(turn.runId, 'r');
        assert.equal(turn.parentId, 'id2');
      });
    });
    const called = events.filter(([topic]) => topic === 'tool.called').map(([, event]) => event);
    assert.deepEqual(
      called.map(({ runId }) => runId),
      [undefined, 'r'],
    );
    assert.equal(called[1].parentId, 'id2');
  });

  test('of two buses are not mixed up', () => {
    const one = instrumented();
    const two = instrumented();
    one.agent.run({ runId: 'one' }, () => two.agent.tool('t', () => {})());
    assert.equal(two.events[0][1].runId, undefined);
  });
});

describe('the bus', () => {
  test('a consumer that breaks does not change what the caller gets', async () => {
    const { bus, agent } = instrumented();
    bus.subscribe('tool.succeeded', () => {
      throw new Error('broken consumer');
    });
    assert.equal(await agent.tool('t', async () => 7)(), 7);
    assert.equal(agent.tool('t', () => 7)(), 7);
    const reasons = await unhandled.take();
    assert.deepEqual(
      reasons.map(({ message }) => message),
      ['broken consumer', 'broken consumer'],
    );
  });

  test('what a start publishes and throws stops the call', async () => {
    const { bus, agent, events, topics } = instrumented();
    const gate = () => {
      throw new OddError('not today');
    };
    bus.subscribe(['tool.called', 'agent.turn.started', 'run.started'], gate, { onError: 'throw' });
    let ran = false;
    const run = () => {
      ran = true;
    };
    assert.throws(agent.tool('t', run), { message: 'not today' });
    assert.throws(() => agent.turn({}, run), { message: 'not today' });
    assert.throws(() => agent.run({}, run), { message: 'not today' });
    assert.equal(ran, false);
    assert.deepEqual(
      topics().filter((topic) => /denied|failed/.test(topic)),
      ['tool.denied', 'agent.turn.failed', 'run.failed'],
    );
    const denied = events.find(([topic]) => topic === 'tool.denied')[1];
    assert.equal(denied.reason, 'not today');
    assert.equal(denied.error.code, 'ERR_ODD');
    assert.equal(denied.latencyMs, 0);
  });

  test('an async function that is refused rejects, as it does whatever happens', async () => {
    const { bus, agent } = instrumented();
    const gate = () => {
      throw new OddError('not today');
    };
    bus.subscribe(['tool.called', 'agent.turn.started', 'run.started'], gate, { onError: 'throw' });
    for (const promise of [
      agent.tool('t', async () => {})(),
      agent.turn({}, async () => {}),
      agent.run({}, async () => {}),
    ]) {
      await assert.rejects(promise, { message: 'not today' });
    }
  });

  test('closed, the agent goes on without it', async () => {
    const { bus, agent } = instrumented();
    const tool = agent.tool('t', async () => {
      bus.close();
      return 7;
    });
    assert.equal(await tool(), 7);
    assert.equal(await tool(), 7);
  });

  test('may be an AsyncEventBus', async () => {
    const { agent, topics } = instrumented({}, new AsyncEventBus());
    assert.equal(agent.tool('t', () => 7)(), 7);
    assert.deepEqual(topics(), ['tool.called', 'tool.succeeded']);
  });
});

test('a clock, or ids, that break do not stop the agent', async () => {
  const errors = [];
  const { agent, events } = instrumented({
    clock: () => {
      throw new Error('no clock');
    },
    ids: () => {
      throw new Error('no ids');
    },
    onError: (error) => errors.push(error.message),
  });
  assert.equal(agent.tool('t', () => 7)(), 7);
  assert.equal(typeof events[1][1].latencyMs, 'number');
  assert.equal(events[0][1].callId, events[1][1].callId);
  assert.deepEqual(errors, ['no ids', 'no clock', 'no clock']);
});

test('ids are different by default', () => {
  const bus = new EventBus();
  const ids = new Set();
  bus.subscribe('tool.called', (_topic, { callId }) => ids.add(callId));
  const tool = instrument(bus).tool('t', () => {});
  for (let i = 0; i < 100; i++) tool();
  assert.equal(ids.size, 100);
});

test('bad arguments are refused', () => {
  const bus = new EventBus();
  const agent = instrument(bus);
  const invalid = { code: 'ERR_INVALID_ARGUMENT' };
  for (const call of [
    () => instrument(7),
    () => instrument(bus, { clock: 7 }),
    () => instrument(bus, { ids: 'uuid' }),
    () => agent.tool('', () => {}),
    () => agent.tool(7, () => {}),
    () => agent.tool('t'),
    () => agent.tool('t', () => {}, 7),
    () => agent.model('', () => {}),
    () => agent.model('m', () => {}, { usage: 7 }),
    () => agent.model('m', () => {}, { output: 7 }),
    () => agent.run(7, () => {}),
    () => agent.run({}),
    () => agent.turn({}, 7),
  ]) {
    assert.throws(call, invalid);
  }
});
