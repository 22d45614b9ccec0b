// The example agent, with no line of it changed, on every kind of bus where every bus gets every
// event: the same events.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { instrument, trace } from 'agent-event-bus/toolkit';
import { audit } from '../../examples/agent/audit.mjs';
import { ToolRunner } from '../../examples/agent/tool-runner.mjs';
import { toolsFor } from '../../examples/agent/tools.mjs';
import { RedisServer } from '../redis/server.js';
import { backends } from './backends.js';

let server;
let repository;
before(async () => {
  server = await RedisServer.start();
  repository = mkdtempSync(join(tmpdir(), 'agent-event-bus-audited-'));
  writeFileSync(join(repository, 'README.md'), '# An example\n\nTODO: more\n');
  writeFileSync(join(repository, 'a.js'), 'export const a = 1;\n');
  const git = (...args) => execFileSync('git', args, { cwd: repository, stdio: 'ignore' });
  git('init');
  git('add', '.');
  const author = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
  git(...author, 'commit', '-m', 'First');
});
after(async () => {
  await server.stop();
  rmSync(repository, { recursive: true, force: true });
});

/** What the agent's run looks like to those who listen, without what differs by time and place. */
async function runOn(make) {
  const bus = make();
  const events = [];
  const alarms = [];
  bus.subscribe('**', (topic, event) => {
    const { latencyMs, error, ...rest } = event;
    events.push({ topic, ...rest, error: error && { ...error, stack: undefined } });
  });
  const traced = trace(bus);
  bus.subscribe('**.failed', (_topic, event) => alarms.push(event.callId));
  const completed = bus.once('run.completed');
  let calls = 0;
  const agent = instrument(bus, { ids: () => `call-${calls++}` });
  const runner = new ToolRunner(agent, toolsFor(repository));
  const findings = await agent.run({ agent: 'auditor' }, () => audit(runner));
  await completed;
  await bus.close();
  // Some calls run at the same time, so their ends come in any order; a call's own events do not.
  const order = ({ callId, runId }) => Number((callId ?? runId).slice('call-'.length));
  events.sort((a, b) => order(a) - order(b));
  const tools = Object.entries(traced.report().tools).map(([tool, { calls, failures }]) => [
    tool,
    calls,
    failures,
  ]);
  return JSON.parse(
    JSON.stringify({ events, findings, alarms: alarms.sort(), tools: tools.sort() }),
  );
}

test('the agent has the same run on every kind of bus', async (t) => {
  const kinds = backends.filter(
    ({ has }) => has.includes('sameObject') || has.includes('everyBus'),
  );
  const [first, ...rest] = kinds;
  const expected = await runOn(first.connect(server.url));
  assert(expected.events.length > 20 && expected.alarms.length >= 4);
  for (const { name, connect } of rest) {
    assert.deepEqual(await runOn(connect(server.url)), expected, name);
    t.diagnostic(`${name}: the same ${expected.events.length} events, findings and alarms`);
  }
});
