// What parts that store events keep of secrets when they are given a redactor.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { EventBus } from '../../../js/index.js';
import { createRedactor, EventLog, jsonlSink, stepLog } from '../../../js/toolkit/index.js';
import { Planter } from './planted.js';

const SEED = Number(process.env.AEB_SEED ?? Math.floor(Math.random() * 2 ** 32));

test(`no secret is in a log, a file or a step log that redacts (AEB_SEED=${SEED})`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redacted-'));
  try {
    const planter = new Planter(SEED);
    const redactor = createRedactor({ env: false });
    const bus = new EventBus();
    const options = { redact: redactor };
    const log = new EventLog(bus, options);
    const raw = new EventLog(bus);
    const sink = jsonlSink(bus, join(folder, 'log.jsonl'), options);
    const steps = [];
    stepLog(bus, (line) => steps.push(line), options);
    const followed = [];
    log.follow('**', (_topic, event) => followed.push(JSON.stringify(event)));

    const secrets = [];
    for (let i = 0; i < 50; i++) {
      const [secret, opaque] = [planter.secret(i), planter.opaque()];
      secrets.push(secret, opaque);
      const start = { callId: `c${i}`, runId: 'r', tool: 'fetch' };
      bus.publish('tool.called', { ...start, args: { url: secret, password: opaque } });
      const result = { text: `it says ${secret}`, bytes: Buffer.from(secret), apiKey: opaque };
      bus.publish('tool.succeeded', { ...start, result });
      bus.publish('tool.failed', { ...start, error: new Error(secret) });
    }
    await sink.close();
    const file = readFileSync(join(folder, 'log.jsonl'), 'utf8');
    const kept = {
      log: log.toJSONL(),
      file,
      steps: steps.join('\n'),
      followed: followed.join('\n'),
    };
    for (const [where, text] of Object.entries(kept)) {
      assert(text.length > 1_000, where);
      const decoded = [...text.matchAll(/"base64":"([^"]*)"/g)].map(([, base64]) => atob(base64));
      for (const secret of secrets) {
        const quoted = JSON.stringify(secret).slice(1, -1);
        assert(!text.includes(quoted), `${secret} in ${where}`);
        assert(!decoded.some((bytes) => bytes.includes(secret)), `${secret} in bytes in ${where}`);
      }
    }
    assert(raw.toJSONL().includes(JSON.stringify(secrets[0]).slice(1, -1)));
    assert.equal(EventLog.load(kept.log).size, 150);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('redact is a redactor, its options, true or false', () => {
  const token = `sk${'-'}abcdefghij0123456789`;
  const kept = (redact) => {
    const bus = new EventBus();
    const log = new EventLog(bus, { redact });
    bus.publish('a', { token, note: 'correct horse' });
    return log.query()[0].event;
  };
  const gone = '[REDACTED:field]';
  assert.deepEqual(kept(undefined), { token, note: 'correct horse' });
  assert.deepEqual(kept(false), { token, note: 'correct horse' });
  assert.deepEqual(kept(true), { token: gone, note: 'correct horse' });
  const literal = { token: gone, note: '[REDACTED:literal]' };
  assert.deepEqual(kept({ literals: ['correct horse'] }), literal);
  assert.throws(() => new EventLog(new EventBus(), { redact: 1 }), {
    code: 'ERR_INVALID_ARGUMENT',
  });
});
