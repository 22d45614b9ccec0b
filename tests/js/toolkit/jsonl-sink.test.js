// The file of events: order, batches, durability, rotation, repair, and disks that are full.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EventBus } from '../../../js/index.js';
import { createRedactor, EventLog, jsonlSink, readLog } from '../../../js/toolkit/index.js';

const folder = fs.mkdtempSync(join(tmpdir(), 'aeb-sink-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newPath = () => join(folder, `${++files}.jsonl`);
const text = (path) => fs.readFileSync(path, 'utf8');
const seqsIn = async (path) => {
  const seqs = [];
  for await (const { seq } of readLog(fs.createReadStream(path))) seqs.push(seq);
  return seqs;
};
const range = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
const wrong = { code: 'ERR_INVALID_ARGUMENT' };

describe('jsonlSink', () => {
  test('writes a header, then a line for each event', async () => {
    const path = newPath();
    const bus = new EventBus();
    const sink = jsonlSink(bus, path, { clock: () => 12.5 });
    bus.publish('tool.called', { tool: 'search' });
    bus.publish('run.completed');
    await sink.close();
    assert.equal(
      text(path),
      '{"format":"agent-event-log","version":1}\n' +
        '{"seq":1,"time":12.5,"topic":"tool.called","event":{"tool":"search"}}\n' +
        '{"seq":2,"time":12.5,"topic":"run.completed","event":null}\n',
    );
    assert.equal(bus.size, 0);
  });

  test('keeps the order of publishing, also where handlers publish', async () => {
    const path = newPath();
    const bus = new EventBus();
    bus.subscribe('a', () => bus.publish('b'));
    const sink = jsonlSink(bus, path);
    bus.publish('a');
    await sink.close();
    assert.match(text(path), /"seq":1,.*"topic":"a".*\n.*"seq":2,.*"topic":"b"/);
  });

  test('writes by the turn, or by the batch, and what is asked for at once', async () => {
    const path = newPath();
    const bus = new EventBus();
    const sink = jsonlSink(bus, path);
    bus.publish('t');
    assert.equal(sink.stats().buffered, 1);
    await new Promise(setImmediate);
    assert.deepEqual(await seqsIn(path), [1]);
    bus.publish('t');
    bus.publish('t', 'x'.repeat(70_000)); // more than a batch
    assert.equal(sink.stats().buffered, 0);
    bus.publish('t');
    const flushed = sink.flush();
    assert.equal(sink.stats().buffered, 0);
    await flushed;
    assert.deepEqual(await seqsIn(path), [1, 2, 3, 4]);
    assert.equal(sink.stats().events, 4);
    assert.equal(sink.stats().bytes, fs.statSync(path).size);
    await sink.close();
  });

  test('asks the disk when it should', async (t) => {
    for (const [fsync, requests, flushes] of [
      ['flush', 0, 2],
      ['batch', 2, 0],
      ['never', 0, 0],
    ]) {
      const bus = new EventBus();
      const sink = jsonlSink(bus, newPath(), { fsync });
      await sink.flush();
      const sync = t.mock.method(fs, 'fdatasyncSync');
      const async = t.mock.method(fs, 'fdatasync');
      bus.publish('t');
      await sink.flush();
      bus.publish('t');
      await Promise.all([sink.flush(), sink.flush(), sink.flush()]); // share one
      assert.equal(sync.mock.callCount(), requests, fsync);
      assert.equal(async.mock.callCount(), flushes, fsync);
      t.mock.restoreAll();
      await sink.close();
    }
  });

  test('rejects a flush that the disk refused', async (t) => {
    const bus = new EventBus();
    const sink = jsonlSink(bus, newPath());
    await sink.flush();
    t.mock.method(fs, 'fdatasync', (_fd, done) => done(new Error('EIO')), { times: 1 });
    bus.publish('t');
    await assert.rejects(sink.flush(), /EIO/);
    await sink.flush();
    await sink.close();
  });

  test('writes only what matches', async () => {
    const path = newPath();
    const bus = new EventBus();
    const sink = jsonlSink(bus, path, { pattern: ['tool.*', '**.failed'] });
    for (const topic of ['tool.called', 'model.delta', 'model.call.failed']) bus.publish(topic);
    await sink.close();
    assert.deepEqual(await seqsIn(path), [1, 3]);
  });

  test('continues a file: its seq goes on, and a torn last line is cut off', async () => {
    const path = newPath();
    for (let round = 0; round < 3; round++) {
      const bus = new EventBus();
      const sink = jsonlSink(bus, path);
      bus.publish('t', { round });
      bus.publish('t', { round });
      await sink.close();
      assert.equal(sink.stats().repairedBytes, round === 0 ? 0 : 9);
      fs.appendFileSync(path, '{"seq":99');
    }
    assert.deepEqual(await seqsIn(path), range(1, 6));
  });

  test('continues a file that was cut at any byte', async () => {
    const path = newPath();
    const bus = new EventBus();
    const sink = jsonlSink(bus, path);
    for (let n = 0; n < 2; n++) bus.publish('t', { text: 'é🦊' });
    await sink.close();
    const whole = fs.readFileSync(path);
    for (let length = 0; length <= whole.length; length++) {
      fs.writeFileSync(path, whole.subarray(0, length));
      const next = new EventBus();
      const again = jsonlSink(next, path);
      next.publish('t', 'next');
      await again.close();
      const kept = whole.subarray(0, length).toString().split('\n').slice(1);
      const complete = kept.filter((line) => line.endsWith('}}')).length;
      assert.deepEqual(await seqsIn(path), range(1, complete + 1), `cut at ${length}`);
    }
  });

  test('finds the last seq of a large file whose end is damaged', async () => {
    const path = newPath();
    const bus = new EventBus();
    const sink = jsonlSink(bus, path);
    for (let n = 1; n <= 5; n++) bus.publish('t', 'x'.repeat(100_000));
    await sink.close();
    fs.appendFileSync(path, `${'damage\n'.repeat(20_000)}${'x'.repeat(300_000)}`);
    const next = new EventBus();
    const again = jsonlSink(next, path);
    next.publish('t', 'next');
    await again.close();
    assert.equal(again.stats().repairedBytes, 300_000);
    const seqs = [];
    for await (const { seq } of readLog(text(path), { onRefused() {} })) seqs.push(seq);
    assert.deepEqual(seqs, range(1, 6));
  });

  test('rotates, and loses nothing that there is room for', async () => {
    const path = newPath();
    const bus = new EventBus();
    const sink = jsonlSink(bus, path, { maxFileBytes: 2_000, maxFiles: 3 });
    for (let n = 1; n <= 60; n++) {
      bus.publish('t', { n, pad: 'x'.repeat(50) });
      await sink.flush();
    }
    await sink.close();
    const names = fs.readdirSync(folder).filter((name) => name.startsWith(`${files}.jsonl`));
    assert.deepEqual(names.sort(), [`${files}.jsonl`, `${files}.jsonl.1`, `${files}.jsonl.2`]);
    const all = [];
    for (const suffix of ['.2', '.1', '']) {
      assert(fs.statSync(path + suffix).size <= 2_000);
      assert.match(text(path + suffix), /^\{"format"/);
      all.push(...(await seqsIn(path + suffix)));
    }
    assert.deepEqual(all, range(all[0], 60));
  });

  test('has the last events also of a process that dies by an exception, or exits', async () => {
    for (const end of ['throw new Error("dead")', 'process.exit(3)', 'process.emit("x")']) {
      const path = newPath();
      const program = `
        import { EventBus } from ${JSON.stringify(new URL('../../../js/index.js', import.meta.url))};
        import { jsonlSink } from ${JSON.stringify(new URL('../../../js/toolkit/index.js', import.meta.url))};
        const bus = new EventBus();
        jsonlSink(bus, ${JSON.stringify(path)});
        bus.publish('a');
        setTimeout(() => { bus.publish('b'); ${end}; });`;
      spawnSync(process.execPath, ['--input-type=module', '--eval', program]);
      assert.deepEqual(await seqsIn(path), [1, 2], end);
    }
  });

  test('leaves no listener behind, and nothing that keeps the process', async () => {
    const before = process.listenerCount('exit');
    const bus = new EventBus();
    const sinks = [jsonlSink(bus, newPath()), jsonlSink(bus, newPath())];
    assert.equal(process.listenerCount('exit'), before + 1);
    for (const sink of sinks) await sink[Symbol.asyncDispose]();
    assert.equal(process.listenerCount('exit'), before);
    await sinks[0].close();
    await assert.rejects(sinks[0].flush(), { code: 'ERR_BUS_CLOSED' });
  });

  test('refuses wrong arguments, and changes nothing', () => {
    const bus = new EventBus();
    assert.throws(() => jsonlSink(bus, 7), wrong);
    assert.throws(() => jsonlSink({}, newPath()), wrong);
    assert.throws(() => jsonlSink(bus, newPath(), { pattern: 'a..b' }), {
      code: 'ERR_INVALID_PATTERN',
    });
    for (const options of [
      { fsync: 'always' },
      { maxFileBytes: 10 },
      { maxFiles: 1 },
      { maxBufferBytes: -1 },
      { onError: 1 },
      { clock: 1 },
    ]) {
      assert.throws(() => jsonlSink(bus, newPath(), options), wrong, JSON.stringify(options));
    }
    assert.equal(bus.size, 0);
  });
});

describe('a file that cannot be written', () => {
  /** A bus that records what is published, and a sink whose errors are recorded. */
  function failing(path, options) {
    const bus = new EventBus();
    const told = { errors: [], events: [] };
    bus.subscribe('**.failed', (topic, event) => told.events.push([topic, event]));
    const sink = jsonlSink(bus, path, {
      onError: ({ code }) => told.errors.push(code),
      ...options,
    });
    return { bus, sink, told };
  }

  test('is an event and a call of onError, once, and never an exception', async () => {
    const path = join(folder, 'missing', 'run.jsonl');
    const { bus, sink, told } = failing(path);
    assert.equal(bus.publish('t'), 1);
    await assert.rejects(sink.flush(), { code: 'ENOENT' });
    await assert.rejects(sink.flush(), { code: 'ENOENT' });
    assert.deepEqual(told.errors, ['ENOENT']);
    assert.equal(told.events.length, 1);
    const [[topic, event]] = told.events;
    assert.equal(topic, 'sink.failed');
    assert.equal(event.path, path);
    assert.equal(event.error.code, 'ENOENT');
    assert.equal(sink.stats().failing, true);
    // When it can be written, everything is there that was published meanwhile.
    fs.mkdirSync(join(folder, 'missing'));
    bus.publish('t');
    await sink.flush();
    assert.equal(sink.stats().failing, false);
    assert.deepEqual(await seqsIn(path), [1, 2, 3]); // with sink.failed
    await sink.close();
  });

  test('is tried again by itself', async () => {
    const path = join(folder, 'later', 'run.jsonl');
    const { bus, sink } = failing(path);
    bus.publish('t');
    await new Promise(setImmediate);
    assert.equal(sink.stats().failing, true);
    fs.mkdirSync(join(folder, 'later'));
    for (let i = 0; i < 300 && sink.stats().failing; i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.deepEqual(await seqsIn(path), [1, 2]);
    await sink.close();
  });

  test('keeps so many events and no more; those that are lost are counted', async () => {
    const { bus, sink, told } = failing(join(folder, 'never', 'run.jsonl'), {
      maxBufferBytes: 5_000,
    });
    await sink.flush().catch(() => {});
    for (let n = 0; n < 100; n++) bus.publish('t', 'x'.repeat(98));
    const { buffered, lost } = sink.stats();
    assert(buffered > 30 && buffered <= 50); // beside sink.failed, which has a stack
    assert.equal(buffered + lost, 101); // with sink.failed
    await assert.rejects(sink.close(), { code: 'ENOENT' });
    assert.equal(sink.stats().lost, 101);
    assert.equal(told.errors.length, 1);
  });

  test('on a full device, is the same', { skip: !fs.existsSync('/dev/full') }, async () => {
    const { bus, sink, told } = failing('/dev/full');
    for (let n = 0; n < 10; n++) bus.publish('t', 'x'.repeat(20_000));
    await assert.rejects(sink.close(), { code: 'ENOSPC' });
    assert.deepEqual(told.errors, ['ENOSPC']);
  });

  test('on a disk that becomes full in the middle of a line, has whole lines only', async () => {
    const path = newPath();
    const program = fileURLToPath(new URL('sink-full.mjs', import.meta.url));
    const limited = `ulimit -f 64; exec ${process.execPath} ${program} ${path}`;
    const { stdout, stderr, status } = spawnSync('sh', ['-c', limited], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const { acknowledged, code, events } = JSON.parse(stdout);
    assert.equal(code, 'EFBIG');
    assert.equal(events, 1); // of sink.failed
    assert(acknowledged > 0);
    const seqs = await seqsIn(path); // which throws if a line is refused
    assert.deepEqual(seqs, range(1, seqs.length));
    assert(seqs.length >= acknowledged);
  });

  test('a bus that is closed, or handlers that throw, are no reason to throw', async () => {
    const errors = [];
    const bus = new EventBus();
    const onError = (error) => errors.push(error.code ?? error.message);
    const sink = jsonlSink(bus, join(folder, 'none', 'x'), { onError });
    bus.subscribe('sink.failed', () => {
      throw new Error('boom');
    });
    await sink.flush().catch(() => {});
    assert.deepEqual(errors, ['ENOENT', 'boom']);
    bus.close();
    await sink.close().catch(() => {});
  });
});

test('a sink and a log on one bus have the same lines', async () => {
  const path = newPath();
  const bus = new EventBus();
  const [log, sink] = [new EventLog(bus), jsonlSink(bus, path)];
  bus.publish('a', { n: 1n, error: new Error('e') });
  bus.publish('b');
  await sink.close();
  assert.equal(text(path), log.toJSONL());
});

test('secrets are taken out of what a sink and a log keep, not of what was published', async () => {
  const path = newPath();
  const bus = new EventBus();
  const redactor = createRedactor();
  const [log, plain] = [new EventLog(bus, { redact: redactor }), new EventLog(bus)];
  const sink = jsonlSink(bus, path, { redact: {} });
  const event = { headers: { authorization: 'Bearer 3f9c1a7be02d6e83' }, n: 1 };
  const seen = [];
  log.follow('**', (_topic, live) => seen.push(live));
  bus.publish('http.request', event);
  await sink.close();
  assert.equal(text(path), log.toJSONL());
  const clean = { headers: { authorization: '[REDACTED:field]' }, n: 1 };
  assert.deepEqual(log.query()[0].event, clean);
  assert.deepEqual(plain.query()[0].event, event);
  assert.equal(event.headers.authorization, 'Bearer 3f9c1a7be02d6e83');
  assert.deepEqual(seen, [clean]); // who follows a log sees what it keeps
  assert.throws(() => new EventLog(bus, { redact: { literals: 1 } }), wrong);
  assert.throws(() => new EventLog(bus, { redact: 1 }), wrong);
});

test('an event that is too long for a line is told, and costs nothing but itself', async () => {
  const path = newPath();
  const errors = [];
  const bus = new EventBus();
  const sink = jsonlSink(bus, path, { onError: ({ code }) => errors.push(code) });
  bus.publish('a', '€'.repeat(23_000_000));
  bus.publish('b');
  await sink.close();
  assert.deepEqual(errors, ['ERR_LINE_TOO_LONG']);
  assert.deepEqual(await seqsIn(path), [2]);
});

test('events come and go at bounded memory', async (t) => {
  const events = Number(process.env.AEB_SINK_EVENTS ?? 100_000);
  const path = newPath();
  const bus = new EventBus();
  const sink = jsonlSink(bus, path);
  const event = { callId: 'call-1', tool: 'search', args: { query: 'wasm' }, latencyMs: 12.5 };
  let peak = 0;
  const { rss } = process.memoryUsage();
  for (let n = 0; n < events; n++) {
    bus.publish('tool.succeeded', event); // in one turn, without ever giving way
    if (n % 1_000 === 0) peak = Math.max(peak, process.memoryUsage().rss - rss);
    assert(sink.stats().buffered < 1_000);
  }
  await sink.close();
  let count = 0;
  for await (const { seq } of readLog(fs.createReadStream(path))) {
    assert.equal(seq, ++count);
    if (count % 1_000 === 0) peak = Math.max(peak, process.memoryUsage().rss - rss);
  }
  assert.equal(count, events);
  t.diagnostic(
    `${events} events, ${fs.statSync(path).size >> 20} MiB written and read, RSS at most ${peak >> 20} MiB more`,
  );
  assert(peak < 200 << 20);
});
