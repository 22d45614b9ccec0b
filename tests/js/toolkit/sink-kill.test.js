// kill -9 of the writing process: what flush() acknowledged is in the file, which always loads, and
// at most its last line is torn. AEB_KILLS sets the effort, AEB_SEED the seed.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readLog } from '../../../js/toolkit/index.js';
import { generator } from '../generator.js';

const kills = Number(process.env.AEB_KILLS ?? 20);
const seed = Number(process.env.AEB_SEED ?? Math.floor(Math.random() * 2 ** 31));
const below = generator(seed);
const writer = fileURLToPath(new URL('sink-writer.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'aeb-kill-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a writer until it is killed, and returns the last seq that it was told to be safe. */
async function writeAndKill(path) {
  const { NODE_V8_COVERAGE, NODE_OPTIONS, ...env } = process.env;
  const child = spawn(process.execPath, [writer, path, `${below(2 ** 31)}`], { env });
  let output = '';
  child.stderr.pipe(process.stderr);
  const ready = new Promise((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
      resolve();
    });
    child.on('close', resolve);
  });
  const closed = new Promise((resolve) => {
    child.on('close', (_code, signal) => resolve(signal));
  });
  await ready;
  await delay(below(80));
  child.kill('SIGKILL');
  assert.equal(await closed, 'SIGKILL');
  // The last line of the output may be torn as well.
  const acknowledged = output.split('\n').slice(1, -1);
  return Number(acknowledged.at(-1) ?? 0);
}

async function read(path) {
  const events = [];
  let torn = 0;
  const onRefused = (error) => {
    assert(error.torn, error.message);
    torn++;
  };
  for await (const entry of readLog(createReadStream(path), { onRefused })) events.push(entry);
  return { events, torn };
}

test(`${kills} kills lose nothing that was acknowledged`, async (t) => {
  t.diagnostic(`AEB_SEED=${seed}`);
  const totals = { acknowledged: 0, written: 0, torn: 0 };
  let path;
  let before = 0;
  for (let kill = 0; kill < kills; kill++) {
    // Mostly a new file; else the next process has to repair what this one left.
    if (kill % 4 === 0) {
      path = join(folder, `${kill}.jsonl`);
      before = 0;
    }
    const acknowledged = await writeAndKill(path);
    const { events, torn } = await read(path);
    assert(events.length - before >= acknowledged, `${events.length} of ${acknowledged}`);
    // Every event of this process, in order, and those of the processes before.
    for (const [i, { seq, event }] of events.entries()) {
      assert.equal(seq, i + 1);
      if (i >= before) assert.equal(event.n, i + 1 - before);
    }
    assert(torn <= 1);
    totals.acknowledged += acknowledged;
    totals.written += events.length - before;
    totals.torn += torn;
    before = events.length;
  }
  t.diagnostic(JSON.stringify(totals));
  assert(totals.acknowledged > 0);
});
