// Logs in and out: what the toolkit writes is read, what is exported is read by the toolkit.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { logOf, prettyJson } from '../../../js/devtools/export.js';
import { entryOf } from '../../../js/devtools/history.js';
import { readRecording } from '../../../js/devtools/recording.js';
import { EventBus } from '../../../js/index.js';
import { EventLog, readLog, replay } from '../../../js/toolkit/index.js';

const line = (seq, event = {}) => JSON.stringify({ seq, time: 1_000 + seq, topic: 'a.b', event });
const textOf = (count) => Array.from({ length: count }, (_, i) => `${line(i + 1)}\n`).join('');

describe('a recording', () => {
  test('is read from a text, bytes, a Blob, a stream and an iterable', async () => {
    const bus = new EventBus();
    const log = new EventLog(bus);
    bus.publish('tool.called', { callId: '1', tool: 'größe' });
    bus.publish('tool.succeeded', { callId: '1' });
    const text = log.toJSONL();
    const bytes = new TextEncoder().encode(text);
    const sources = [text, bytes, new Blob([text]), new Blob([text]).stream(), [text]];
    for (const source of sources) {
      const { entries, dropped, refused, torn } = await readRecording(source);
      assert.deepEqual(
        entries.map(({ seq, topic }) => [seq, topic]),
        [
          [1, 'tool.called'],
          [2, 'tool.succeeded'],
        ],
      );
      assert.deepEqual([dropped, refused, torn], [0, 0, false]);
      assert.deepEqual(entries[0].event, { callId: '1', tool: 'größe' });
      assert(Object.isFrozen(entries[0]));
    }
  });

  test('has the name of its file', async () => {
    const file = new File([textOf(1)], 'run.jsonl');
    assert.equal((await readRecording(file)).name, 'run.jsonl');
    assert.equal((await readRecording(file, { name: 'mine' })).name, 'mine');
    assert.equal((await readRecording(textOf(1))).name, 'recording');
  });

  test('that is malformed is refused with line and column, or without its bad lines', async () => {
    const text = `${line(1)}\n{"seq":2,"time":\n${line(3)}\n`;
    await assert.rejects(readRecording(text), (error) => {
      assert.equal(error.code, 'ERR_LOG_FORMAT');
      assert.equal(error.line, 2);
      assert.match(error.message, /^Line 2, column \d+: /);
      return true;
    });
    const { entries, refused } = await readRecording(text, { skip: true });
    assert.deepEqual([entries.map(({ seq }) => seq), refused], [[1, 3], 1]);
  });

  test('whose last line is cut off is read as far as it goes, and told', async () => {
    const { entries, torn } = await readRecording(`${line(1)}\n${line(2).slice(0, 20)}`);
    assert.deepEqual([entries.length, torn], [1, true]);
  });

  test('is bounded: the newest are kept', async () => {
    const { entries, dropped } = await readRecording(textOf(100), { maxEvents: 30 });
    assert.deepEqual([entries.length, dropped, entries[0].seq], [30, 70, 71]);
  });

  test('is read in turns, tells how far it is, and can be ended', async () => {
    const text = textOf(60_000);
    const progress = [];
    const { entries } = await readRecording(text, { onProgress: (count) => progress.push(count) });
    assert.equal(entries.length, 60_000);
    assert(progress.length > 0 && progress.every((count) => count % 256 === 0));
    const abort = new AbortController();
    const reading = readRecording(text, {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('enough')),
    });
    await assert.rejects(reading, /enough/);
    await assert.rejects(readRecording(text, { signal: abort.signal }), /enough/);
  });

  test('of something else is a TypeError', async () => {
    for (const source of [undefined, 5, {}, null]) {
      await assert.rejects(readRecording(source), { code: 'ERR_INVALID_ARGUMENT' });
    }
  });

  test('lets go of a stream that it does not read to its end', async () => {
    let cancelled = false;
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('no log\n')),
      cancel() {
        cancelled = true;
      },
    });
    await assert.rejects(readRecording(stream), { code: 'ERR_LOG_FORMAT' });
    assert.equal(cancelled, true);
  });
});

describe('an export', () => {
  const secret = `sk-${'a1B2c3D4'.repeat(6)}`;
  const entries = [
    entryOf(3, 1_003, 'tool.called', { tool: 'fetch', args: { apiKey: secret } }),
    entryOf(7, 1_007, 'tool.succeeded', { n: 1n, self: null }),
  ];

  test('is what the toolkit reads and replays', async () => {
    const text = await (await logOf(entries, { redact: false })).text();
    const read = [];
    for await (const entry of readLog(text)) read.push(entry);
    assert.deepEqual(
      read.map(({ seq, time, topic }) => [seq, time, topic]),
      [
        [3, 1_003, 'tool.called'],
        [7, 1_007, 'tool.succeeded'],
      ],
    );
    assert.equal(read[0].event.args.apiKey, secret);
    const bus = new EventBus();
    const topics = [];
    bus.subscribe('**', (topic) => topics.push(topic));
    assert.equal(await replay(text, bus), 2);
    assert.deepEqual(topics, ['tool.called', 'tool.succeeded']);
    assert.match(text, /^\{"format":"agent-event-log","version":1\}\n/);
  });

  test('has no secret in it, if it is redacted', async () => {
    const text = await (await logOf(entries, { redact: true })).text();
    assert(!text.includes(secret));
    assert.match(text, /REDACTED/);
    assert.equal(entries[0].event.args.apiKey, secret); // the event is as it was
  });

  test('of many is written in turns, and can be ended', async () => {
    const many = Array.from({ length: 1_200 }, (_, i) => entryOf(i + 1, i, 't', { i }));
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const text = await (await logOf(many, { redact: false })).text();
    clearInterval(timer);
    assert.equal(text.split('\n').length, 1_202);
    assert(turns > 0);
    const abort = new AbortController();
    const writing = logOf(many, { redact: false, signal: abort.signal });
    abort.abort(new Error('enough'));
    await assert.rejects(writing, /enough/);
  });

  test('of one event is JSON to be read, whatever the event', () => {
    const event = { n: 1n };
    event.self = event;
    assert.equal(prettyJson(event), '{\n  "n": "1",\n  "self": "[circular]"\n}');
    assert.equal(prettyJson(undefined), 'null');
  });
});
