// Logs published again, and logs read.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AsyncEventBus, EventBus } from '../../../js/index.js';
import { EventLog, readLog, replay } from '../../../js/toolkit/index.js';
import { collectGarbage } from '../support.js';

const HEADER = '{"format":"agent-event-log","version":1}';
const line = (seq, topic = 't', time = seq * 1000, event = { seq }) =>
  JSON.stringify({ seq, time, topic, event });
const log = [HEADER, line(1, 'a.b'), line(2, 'c'), line(3, 'a.c'), ''].join('\n');

/** A bus, and what is published on it. */
function recorded(Bus = EventBus) {
  const bus = new Bus();
  const seen = [];
  bus.subscribe('**', (topic, event) => seen.push([topic, event]));
  return { bus, seen };
}

async function all(source, options) {
  const entries = [];
  for await (const entry of readLog(source, options)) entries.push(entry);
  return entries;
}

describe('replay', () => {
  test('publishes what is in a log, in its order', async () => {
    const bytes = new TextEncoder().encode(log);
    const chunks = Array.from({ length: log.length }, (_, i) => log.slice(i, i + 1));
    async function* stream() {
      for (let i = 0; i < bytes.length; i += 10) yield bytes.slice(i, i + 10);
    }
    for (const source of [log, bytes, chunks, stream(), EventLog.load(log)]) {
      const { bus, seen } = recorded();
      assert.equal(await replay(source, bus), 3);
      assert.deepEqual(seen, [
        ['a.b', { seq: 1 }],
        ['c', { seq: 2 }],
        ['a.c', { seq: 3 }],
      ]);
    }
  });

  test('publishes only what matches, from a seq on', async () => {
    const { bus, seen } = recorded();
    assert.equal(await replay(log, bus, { pattern: 'a.*', fromSeq: 2 }), 1);
    assert.equal(await replay(log, bus, { pattern: ['c', 'x'] }), 1);
    assert.deepEqual(
      seen.map(([topic]) => topic),
      ['a.c', 'c'],
    );
  });

  test('gives the parts on the bus the time of the log', async () => {
    const { bus } = recorded();
    const copy = new EventLog(bus);
    await replay(log, bus);
    assert.equal(copy.toJSONL(), log);
    bus.publish('t');
    assert(copy.query({ fromSeq: 4 })[0].time > 1e12);
  });

  test('keeps the pace of the log, or another', async (t) => {
    for (const [speed, waits] of [
      [1, 2000],
      [4, 500],
      [undefined, 0],
    ]) {
      t.mock.timers.enable({ apis: ['Date', 'setTimeout'] });
      const { bus, seen } = recorded();
      const replayed = replay(log, bus, { speed });
      const turns = async () => {
        for (let i = 0; i < 20; i++) await new Promise(setImmediate);
      };
      await turns();
      if (waits > 0) {
        assert.equal(seen.length, 1);
        t.mock.timers.tick(waits / 2 - 1);
        await turns();
        assert.equal(seen.length, 1);
        t.mock.timers.tick(1);
        await turns();
        assert.equal(seen.length, 2);
        t.mock.timers.tick(waits / 2);
      }
      assert.equal(await replayed, 3);
      t.mock.timers.reset();
    }
  });

  test('ends when it is aborted, also while it waits', async () => {
    const { bus, seen } = recorded();
    const controller = new AbortController();
    const replayed = replay(log, bus, { speed: 1, signal: controller.signal });
    await new Promise(setImmediate);
    controller.abort(new Error('enough'));
    await assert.rejects(replayed, /enough/);
    assert.equal(seen.length, 1);
    await assert.rejects(replay(log, bus, { signal: controller.signal }), /enough/);
    assert.equal(seen.length, 1);
  });

  test('that is aborted by who gets an event waits for no other', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] }); // a clock that stands still: no wait ends by itself
    const { bus, seen } = recorded();
    const controller = new AbortController();
    bus.subscribe('**', () => controller.abort(new Error('enough')));
    await assert.rejects(replay(log, bus, { speed: 1, signal: controller.signal }), /enough/);
    assert.equal(seen.length, 1);
  });

  test('gives way to others, however long the log', async () => {
    const long = Array.from({ length: 5_000 }, (_, i) => line(i)).join('\n');
    let turns = 0;
    const count = () => {
      turns++;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    await replay(long, recorded().bus);
    clearImmediate(timer);
    assert(turns >= 3); // it gives way four times, the last time before its end
  });

  test('waits for the handlers of an AsyncEventBus, and ends with what they throw', async () => {
    const { bus, seen } = recorded(AsyncEventBus);
    let running = 0;
    bus.subscribe('**', async () => {
      assert.equal(++running, 1);
      await new Promise(setImmediate);
      running--;
    });
    assert.equal(await replay(log, bus), 3);
    bus.subscribe('c', () => {
      throw new Error('boom');
    });
    await assert.rejects(replay(log, bus), /boom/);
    assert.equal(seen.length, 5);
  });

  test('refuses wrong arguments', async () => {
    const { bus, seen } = recorded();
    const wrong = { code: 'ERR_INVALID_ARGUMENT' };
    for (const source of [undefined, 1, {}, null]) await assert.rejects(replay(source, bus), wrong);
    for (const options of [
      { speed: 0 },
      { speed: '1' },
      { speed: Number.NaN },
      { fromSeq: -1 },
      { signal: 1 },
    ]) {
      await assert.rejects(replay(log, bus, options), wrong);
    }
    await assert.rejects(replay(log, bus, { pattern: '' }), { code: 'ERR_INVALID_PATTERN' });
    await assert.rejects(replay([7], bus), wrong);
    assert.deepEqual(seen, []);
  });
});

describe('readLog', () => {
  test('refuses the path of a log, of which it would read nothing', async () => {
    for (const path of ['agent-run.jsonl', './logs/a.jsonl', 'C:\\logs\\a.jsonl', '[]']) {
      await assert.rejects(all(path), {
        code: 'ERR_INVALID_ARGUMENT',
        message: /must be the text of a log, and not the path of one/,
      });
    }
    assert.deepEqual(await all(''), []);
    assert.deepEqual(await all(' \n'), []);
    assert.equal((await all(` ${line(1)}`)).length, 1);
  });

  test('reads any chunks, also such as split characters', async () => {
    const text = `${line(1, 'é.🦊')}\n${line(2, '漢')}\r\n\n${line(3)}`;
    const bytes = new TextEncoder().encode(text);
    for (const size of [1, 2, 3, 5, 1000]) {
      const ofText = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
        text.slice(i * size, (i + 1) * size),
      );
      const ofBytes = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.slice(i * size, (i + 1) * size),
      );
      for (const source of [ofText, ofBytes]) {
        assert.deepEqual(
          (await all(source)).map(({ topic }) => topic),
          ['é.🦊', '漢', 't'],
        );
      }
    }
  });

  test('splits no character where it splits a long text', async () => {
    const text = `${'🦊'.repeat(600_000)}`;
    for (const pad of ['', 'x']) {
      const [{ event }] = await all(line(1, 't', 1, pad + text));
      assert.equal(event, pad + text);
    }
  });

  test('refuses a bad line with its place, and loses nothing else', async () => {
    const source = [
      HEADER,
      line(1),
      '{"seq":2,"seq":2}',
      'x',
      line(3, 'a..b'),
      line(4),
      '{"se',
    ].join('\n');
    const refused = [];
    const onRefused = (error) => refused.push(error.message);
    assert.deepEqual(
      (await all(source, { onRefused })).map(({ seq }) => seq),
      [1, 4],
    );
    assert.deepEqual(refused, [
      'Line 3, column 14: a key is twice in its object',
      'Line 4, column 1: syntax error while parsing value - invalid literal',
      "Line 5, column 30: 'topic' is not one: a segment must not be empty",
      'Line 7, column 5: syntax error while parsing object key - invalid string: missing closing quote',
    ]);
    await assert.rejects(all(source), { code: 'ERR_LOG_FORMAT', line: 3, column: 14, torn: false });
  });

  test('tolerates a torn last line in silence', async () => {
    assert.equal((await all(`${line(1)}\n{"seq":2,"ti`)).length, 1);
    await assert.rejects(all(`${line(1)}\n{"seq":2,"ti\n`), { code: 'ERR_LOG_FORMAT' });
  });

  test('skips a line of any length without keeping it', async (t) => {
    const bytes = Number(process.env.AEB_LINE_BYTES ?? 200_000_000);
    async function* source() {
      yield `${line(1)}\n`;
      const chunk = new Uint8Array(1 << 20).fill(120);
      for (let at = 0; at < bytes; at += chunk.length) yield chunk;
      yield `\n${line(2)}`;
    }
    const refused = [];
    const before = process.memoryUsage().external; // where Node counts WebAssembly's memory
    const entries = await all(source(), {
      onRefused: ({ message }) => refused.push(message),
      maxLineBytes: 1 << 20,
    });
    await collectGarbage(); // the chunks; what the engine's memory has grown by stays
    const grown = process.memoryUsage().external - before;
    t.diagnostic(`a line of ${bytes} bytes: ${grown >> 20} MiB more`);
    assert.deepEqual(
      entries.map(({ seq }) => seq),
      [1, 2],
    );
    assert.deepEqual(refused, ['Line 2, column 1048577: the line is longer than 1048576 bytes']);
    assert(grown < 32 << 20);
  });

  test('stops reading when its reader does', async () => {
    let ended = false;
    async function* source() {
      try {
        for (let seq = 1; ; seq++) yield `${line(seq)}\n`;
      } finally {
        ended = true;
      }
    }
    for await (const { seq } of readLog(source())) if (seq === 5) break;
    assert.equal(ended, true);
  });
});
