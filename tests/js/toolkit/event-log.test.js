// The flight recorder: what it keeps, what it finds, and who follows it.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EventBus } from '../../../js/index.js';
import { EventLog, trace } from '../../../js/toolkit/index.js';
import { atStackEdge, withGrowth } from '../core-limits.js';
import { generator } from '../generator.js';
import { collectGarbage } from '../support.js';

const MIB = 1 << 20;
const clock = () => 1000;

function published(count, options) {
  const bus = new EventBus();
  const log = new EventLog(bus, { clock, ...options });
  for (let n = 1; n <= count; n++) bus.publish(n % 2 ? 'tool.called' : 'tool.failed', { n });
  return { bus, log };
}
const seqs = (entries) => entries.map(({ seq }) => seq);

describe('a log', () => {
  test('has entries of seq, time, topic and event', () => {
    const { log } = published(1);
    assert.deepEqual(log.query(), [{ seq: 1, time: 1000, topic: 'tool.called', event: { n: 1 } }]);
  });

  test('is queried by pattern, from a seq on, up to a limit', () => {
    const { log } = published(6);
    assert.deepEqual(seqs(log.query()), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(seqs(log.query({ pattern: '**.failed' })), [2, 4, 6]);
    assert.deepEqual(seqs(log.query({ pattern: 'tool.*', fromSeq: 4 })), [4, 5, 6]);
    assert.deepEqual(seqs(log.query({ pattern: '*.failed', fromSeq: 3, limit: 1 })), [4]);
    assert.deepEqual(log.query({ limit: 0 }), []);
    assert.deepEqual(log.query({ fromSeq: 7 }), []);
    assert.deepEqual(log.query({ pattern: 'other' }), []);
  });

  test('refuses what is not a query, before anything happens', () => {
    const { log } = published(1);
    const wrong = { code: 'ERR_INVALID_ARGUMENT' };
    assert.throws(() => log.query({ pattern: 'a..b' }), { code: 'ERR_INVALID_PATTERN' });
    assert.throws(() => log.query({ fromSeq: -1 }), wrong);
    assert.throws(() => log.query({ limit: 1.5 }), wrong);
    assert.throws(() => log.query(1), wrong);
    assert.throws(() => log.follow('t', 'no handler'), wrong);
    assert.throws(() => new EventLog({}), wrong);
    for (const bytes of [1023, 2 ** 30 + 1, '1']) {
      assert.throws(() => new EventLog(new EventBus(), { bytes }), wrong);
    }
    assert.throws(() => EventLog.load(7), wrong);
  });

  test('answers in pages what is more than a page', () => {
    const bus = new EventBus();
    const log = new EventLog(bus);
    const text = 'x'.repeat(MIB / 2);
    for (let n = 0; n < 7; n++) bus.publish('t', { n, text });
    bus.publish('t', 'y'.repeat(3 * MIB));
    assert.deepEqual(seqs(log.query()), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(seqs(log.query({ limit: 5, fromSeq: 2 })), [2, 3, 4, 5, 6]);
    assert.equal(log.query({ fromSeq: 8 })[0].event.length, 3 * MIB);
  });

  test('keeps the newest that fit, and counts the others', () => {
    const { log } = published(1000, { bytes: 4096 });
    const { events, bytes, capacity, firstSeq, lastSeq, dropped } = log.stats();
    assert.equal(capacity, 4096);
    assert(bytes <= 4096 && bytes > 3000);
    assert.equal(lastSeq, 1000);
    assert.equal(firstSeq, 1001 - events);
    assert.equal(dropped, 1000 - events);
    assert.equal(log.query().length, events);
  });

  test('tells of an event that is larger than it, and goes on', () => {
    const errors = [];
    const { bus, log } = published(2, {
      bytes: 2048,
      onError: ({ message }) => errors.push(message),
    });
    bus.publish('big', 'x'.repeat(3000));
    bus.publish('small');
    assert.deepEqual(errors, ['Event 3, big, is larger than the log']);
    assert.deepEqual(seqs(log.query()), [1, 2, 4]);
    assert.equal(log.stats().tooLarge, 1);
  });

  test('becomes text and a log again, the same', () => {
    const { bus, log } = published(5);
    bus.publish('odd', { text: '\u2028"\\\né🦊', big: 2 ** 60, tiny: 5e-324, deep: [[[{}]]] });
    const copy = EventLog.load(log.toJSONL());
    assert.deepEqual(copy.query(), log.query());
    assert.equal(copy.toJSONL(), log.toJSONL());
    assert.equal(EventLog.load(Buffer.from(log.toJSONL())).toJSONL(), log.toJSONL());
    assert.equal(EventLog.load(log.toJSONL({ pattern: '*.failed' })).size, 2);
    assert.equal(log.toJSONL().split('\n')[0], '{"format":"agent-event-log","version":1}');
  });

  test('loads what is good, and tells of what is not', () => {
    const { log } = published(3);
    const lines = log.toJSONL().split('\n');
    lines[2] = lines[2].replace('{"n"', '{"n":1,"n"');
    const damaged = `${lines.join('\n')}{"seq":4,"ti`;
    assert.throws(() => EventLog.load(damaged), {
      code: 'ERR_LOG_FORMAT',
      line: 3,
      message: 'Line 3, column 61: a key is twice in its object',
    });
    const refused = [];
    const onRefused = ({ line, torn }) => refused.push([line, torn]);
    assert.deepEqual(seqs(EventLog.load(damaged, { onRefused }).query()), [1, 3]);
    assert.deepEqual(refused, [
      [3, false],
      [5, true],
    ]);
    assert.throws(() => EventLog.load(`${lines[1]}\n${lines[1]}`), /must be above 1, not 1/);
  });

  test('records no more when detached, and keeps what it has', () => {
    const { bus, log } = published(2);
    log.detach();
    log[Symbol.dispose]();
    bus.publish('t');
    assert.deepEqual(seqs(log.query()), [1, 2]);
    assert.equal(bus.size, 0);
    log.clear();
    assert.deepEqual(log.query(), []);
  });
});

describe('who follows a log', () => {
  test('gets what is in it, then what comes', () => {
    const { bus, log } = published(3);
    const seen = [];
    const follower = log.follow('tool.*', (topic, event, { seq }) =>
      seen.push([seq, topic, event.n]),
    );
    assert.deepEqual(seen, [
      [1, 'tool.called', 1],
      [2, 'tool.failed', 2],
      [3, 'tool.called', 3],
    ]);
    const event = { n: 4 };
    bus.publish('tool.called', event);
    bus.publish('other');
    assert.deepEqual(seen.at(-1), [4, 'tool.called', 4]);
    follower.detach();
    bus.publish('tool.called', event);
    assert.equal(seen.length, 4);
  });

  test('begins at its cursor, be it in the log, at its end, or still to come', () => {
    for (const fromSeq of [2, 4, 6]) {
      const { bus, log } = published(3);
      const seen = [];
      log.follow('**', (_topic, _event, { seq }) => seen.push(seq), { fromSeq });
      for (let n = 4; n <= 8; n++) bus.publish('t');
      assert.deepEqual(
        seen,
        [2, 3, 4, 5, 6, 7, 8].filter((seq) => seq >= fromSeq),
      );
    }
  });

  test('is told of a gap, instead of missing events in silence', () => {
    const { log } = published(1000, { bytes: 4096 });
    const { firstSeq } = log;
    assert.throws(() => log.follow('**', () => {}, { fromSeq: 1 }), {
      code: 'ERR_LOG_GAP',
      fromSeq: 1,
      firstSeq,
    });
    let count = 0;
    log.follow('**', () => count++, { fromSeq: firstSeq });
    assert.equal(count, log.size);
  });

  test('is told of a gap that its own handler tears', () => {
    const { bus, log } = published(5, { bytes: 4096 });
    const flood = () => {
      for (let i = 0; i < 100; i++) bus.publish('t', { i });
    };
    assert.throws(() => log.follow('**', flood), { code: 'ERR_LOG_GAP' });
    assert.equal(bus.publish('t'), 1);
  });

  test('may throw: the others and the publisher do not notice', () => {
    const errors = [];
    const { bus, log } = published(1);
    const onError = ({ message }) => errors.push(message);
    log.follow(
      '**',
      (topic) => {
        throw new Error(topic);
      },
      { onError },
    );
    const seen = [];
    log.follow('**', (topic) => seen.push(topic));
    bus.publish('t');
    assert.deepEqual(errors, ['tool.called', 't']);
    assert.deepEqual(seen, ['tool.called', 't']);
  });

  test('may end in its own handler', () => {
    const { bus, log } = published(3);
    const seen = [];
    let follower;
    follower = log.follow('t', (_topic, event) => {
      seen.push(event);
      follower.detach();
    });
    bus.publish('t', 1);
    bus.publish('t', 2);
    assert.deepEqual(seen, [1]);
  });

  test('joins at random moments of a storm, and gets all from its cursor, once and in order', (t) => {
    const seed = Number(process.env.AEB_SEED ?? Math.floor(Math.random() * 2 ** 32));
    t.diagnostic(`AEB_SEED=${seed}`);
    const below = generator(seed);
    for (let round = 0; round < 200; round++) {
      const bus = new EventBus({ order: below(2) ? 'nested' : 'fifo', maxDepth: 1_000 });
      const log = new EventLog(bus, { bytes: MIB });
      const followers = [];
      let published = 0;
      const join = () => {
        if (followers.length === 10) return;
        const cursor = 1 + below(log.lastSeq + 3);
        const seen = [];
        followers.push({ cursor, seen });
        log.follow(
          '**',
          (_topic, event, { seq }) => {
            seen.push(seq);
            assert.equal(event.n, seq);
            if (below(50) === 0) storm(3);
            if (below(200) === 0) join();
          },
          { fromSeq: cursor },
        );
      };
      const storm = (count) => {
        // In nested order the number is that of the log only if it is taken when it is published.
        for (let i = 0; i < count && published < 500; i++) {
          bus.publish('t', { n: ++published });
          if (below(50) === 0) join();
        }
      };
      bus.subscribe('**', () => {
        if (below(10) === 0) storm(2);
        if (below(50) === 0) join();
      });
      join();
      storm(300);
      for (const { cursor, seen } of followers) {
        const expected = Array.from({ length: published - cursor + 1 }, (_, i) => cursor + i);
        assert.deepEqual(
          seen,
          expected.filter((seq) => seq >= 1),
        );
      }
    }
  });
});

describe('the memory of a log', () => {
  test('stays as it is, however many events there were', async (t) => {
    const events = Number(process.env.AEB_LOG_EVENTS ?? 300_000);
    const bus = new EventBus();
    const log = new EventLog(bus); // 16 MiB
    const event = { callId: 'call-1', tool: 'search', args: { query: 'wasm' }, latencyMs: 12.5 };
    const fill = (count) => {
      for (let i = 0; i < count; i++) bus.publish('tool.succeeded', event);
    };
    fill(150_000); // until the ring has been full once
    await collectGarbage();
    const before = process.memoryUsage();
    fill(events);
    await collectGarbage();
    const after = process.memoryUsage();
    // What is outside of the heap: Node counts WebAssembly's memory there, and nowhere else.
    const grown = after.external - before.external;
    t.diagnostic(`${events} events: ${grown} bytes more outside of the heap`);
    t.diagnostic(`RSS ${after.rss - before.rss} bytes more`);
    assert(grown < 65_536, `${grown} bytes`); // the least that WebAssembly's memory grows by
    assert.equal(log.stats().dropped, 150_000 + events - log.size);
  });

  test('is given back when nobody uses it any more', async () => {
    const bytes = 8 * MIB;
    const use = () => {
      const bus = new EventBus();
      const log = new EventLog(bus, { bytes });
      bus.publish('t');
      assert.equal(log.size, 1);
    };
    use();
    await collectGarbage();
    const before = process.memoryUsage().external;
    for (let i = 0; i < 50; i++) {
      use();
      await collectGarbage();
    }
    assert(process.memoryUsage().external - before <= 4 * bytes);
  });

  test('is taken, or refused, at any depth of the stack', () => {
    const failed = { code: 'ERR_ENGINE_FAILED' };
    // A growth that fails drops the instance, so that each call has to make one.
    withGrowth(
      () => true,
      () => assert.throws(() => new EventLog(undefined, { bytes: 2 ** 30 }), failed),
    );
    let made = 0;
    let refused = 0;
    atStackEdge(6_000, () => {
      if (made > 0) return;
      try {
        new EventLog(undefined, { bytes: 1_024 });
        made++;
      } catch (error) {
        refused++;
        if (error.code !== failed.code) throw error;
      }
    });
    assert(refused > 0);
    assert(made > 0);
    const bus = new EventBus();
    const log = new EventLog(bus);
    bus.publish('t', 1);
    assert.equal(log.query()[0].event, 1);
  });

  test('may be lost with the engine, which each part tells once', () => {
    const told = [];
    const bus = new EventBus();
    const onError = ({ code }) => told.push(code);
    const log = new EventLog(bus, { onError });
    trace(bus, { onError });
    const seen = [];
    log.follow('**', (topic) => seen.push(topic));
    const refuse = () => new EventLog(undefined, { bytes: 2 ** 30 });
    withGrowth(
      () => true,
      () => assert.throws(refuse, { code: 'ERR_ENGINE_FAILED' }),
    );
    bus.publish('tool.called', { tool: 'a', callId: '1' });
    bus.publish('tool.called', { tool: 'a', callId: '2' });
    assert.deepEqual(told, ['ERR_ENGINE_FAILED', 'ERR_ENGINE_FAILED']);
    assert.deepEqual(seen, ['tool.called', 'tool.called']);
    assert.throws(() => log.query(), { code: 'ERR_ENGINE_FAILED' });
  });

  test('may be refused, which is an error and not a crash', () => {
    const failed = { code: 'ERR_ENGINE_FAILED' };
    const old = new EventLog();
    withGrowth(
      () => true,
      () => assert.throws(() => new EventLog(undefined, { bytes: 2 ** 30 }), failed),
    );
    assert.equal(new EventLog().size, 0); // with an instance of its own
    assert.throws(() => old.size, failed); // what it had is lost
    old.detach();
  });
});
