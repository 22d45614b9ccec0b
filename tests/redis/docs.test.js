// The programs in docs/redis.md, and the examples over Redis, do what they say.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RedisServer } from './server.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Inside the package, so that it can import itself by its name. */
const folder = join(root, 'build/docs-redis');
const document = readFileSync(join(root, 'docs/redis.md'), 'utf8');
const programs = [...document.matchAll(/^```js no-run ?(\w*)\n(.*?)^```$/gms)].map(
  ([, role, code], index) => ({ role, code, file: join(folder, `${index}.mjs`) }),
);

let server;
before(async () => {
  server = await RedisServer.start();
  mkdirSync(folder, { recursive: true });
  for (const { file, code } of programs) writeFileSync(file, code);
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program; `onLine` hears of each line that it prints. */
function run(args, onLine = () => {}) {
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...env, REDIS_URL: server.url, NODE_NO_WARNINGS: '1' },
    timeout: 60_000,
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    onLine(output);
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  return new Promise((resolve) => {
    child.on('close', (status) => resolve({ status, output, errors }));
  });
}

/** @param {{ code: string }} program */
function compare({ code }, { status, output, errors }) {
  assert.equal(status, 0, errors);
  const expected = [...code.matchAll(/^\/\/ → (.*)$/gm)].map(([, text]) => text);
  assert.deepEqual(output.split('\n').filter(Boolean), expected);
}

test('docs/redis.md: the two processes', async () => {
  const [watcher] = programs.filter(({ role }) => role === 'watcher');
  const [worker] = programs.filter(({ role }) => role === 'worker');
  let working;
  const watched = await run([watcher.file], (output) => {
    if (output.includes('watching')) working ??= run([worker.file]);
  });
  compare(watcher, watched);
  compare(worker, await working);
});

for (const program of programs.filter(({ role }) => role === '')) {
  test(`docs/redis.md: ${/name: '(\w+)'/.exec(program.code)[1]}`, async () => {
    compare(program, await run([program.file]));
  });
}

test('examples/redis-two-agents.mjs: both agents run to their end', async () => {
  const { status, output, errors } = await run(['examples/redis-two-agents.mjs']);
  assert.equal(status, 0, errors);
  assert.match(output, /researcher stops: the budget is exceeded, 5 of 5 calls/);
  assert.match(output, /auditor {4}saw \d calls, and the end of the run/);
});

test('examples/agent-on-redis.mjs: the agent, seen from another process', async () => {
  const { status, output, errors } = await run(['examples/agent-on-redis.mjs', root]);
  assert.equal(status, 0, errors);
  assert.match(output, /▶ tool\.called {5}list_files/);
  assert.match(output, /Findings\n {2}• \d+ files/);
});
