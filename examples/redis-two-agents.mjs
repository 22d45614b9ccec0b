#!/usr/bin/env node
// Two agents in two processes, on one bus: the researcher calls tools, the auditor in another process
// watches, and tells it to stop. Neither knows of the other, only of topics.
//
//   node examples/redis-two-agents.mjs        starts a Redis server of its own, and ends it
//
// It needs `redis-server` and the client: npm install redis

import { fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RedisEventBus } from 'agent-event-bus/redis';
import { createClient } from 'redis';

const [role, url] = process.argv.slice(2);
const say = (text) => console.log(`${role.padEnd(10)} ${text}`);
const connect = () => new RedisEventBus({ client: createClient({ url }), name: 'two-agents' });

/** Calls one tool after the other until somebody says that it is enough. */
async function researcher() {
  const bus = connect();
  let isEnough = false;
  bus.once('budget.exceeded', (_topic, { used, limit }) => {
    say(`stops: the budget is exceeded, ${used} of ${limit} calls`);
    isEnough = true;
  });
  await bus.ready();
  await bus.publish('run.started', { agent: 'researcher' });
  for (let n = 1; !isEnough; n++) {
    say(`calls search, the ${n}. time`);
    await bus.publish('tool.called', { callId: `call-${n}`, tool: 'search', args: { page: n } });
    await delay(50);
  }
  await bus.publish('run.completed', { output: 'as far as it got' });
  await bus.close();
}

/** Counts what others do. */
async function auditor() {
  const bus = connect();
  const limit = 5;
  let used = 0;
  bus.subscribe('tool.called', async (_topic, { tool, args }) => {
    say(`sees ${tool} of page ${args.page}`);
    if (++used === limit) await bus.publish('budget.exceeded', { axis: 'calls', used, limit });
  });
  const end = bus.once('run.completed');
  await bus.ready();
  process.send('ready');
  await end;
  say(`saw ${used} calls, and the end of the run`);
  await bus.close();
  process.disconnect();
}

/** Starts a server and both agents, and ends what it started. */
async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'two-agents-'));
  const port = await freePort();
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--dir', folder];
  const server = spawn('redis-server', settings, { stdio: 'ignore' });
  server.on('error', ({ message }) => {
    console.error(`This example needs redis-server: ${message}`);
    process.exitCode = 1;
  });
  try {
    const start = (name) =>
      fork(import.meta.filename, [name, `redis://127.0.0.1:${port}`], { stdio: 'inherit' });
    const ended = (child) => new Promise((resolve) => child.on('exit', resolve));
    const watching = start('auditor');
    const auditorEnded = ended(watching);
    await Promise.race([new Promise((resolve) => watching.once('message', resolve)), auditorEnded]);
    const codes = await Promise.all([auditorEnded, ended(start('researcher'))]);
    if (codes.some((code) => code !== 0)) process.exitCode = 1;
  } finally {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

await ({ researcher, auditor }[role] ?? main)();
