#!/usr/bin/env node
// The agent of agent.mjs over Redis. Its runner, its plan, its tools and those who listen are the very
// files; only the bus is another one. So its timeline may as well be watched from elsewhere.
//
//   REDIS_URL=redis://127.0.0.1:6379 node examples/agent-on-redis.mjs [repository]

import { resolve } from 'node:path';
import { RedisEventBus } from 'agent-event-bus/redis';
import { instrument, trace } from 'agent-event-bus/toolkit';
import { createClient } from 'redis';
import { audit } from './agent/audit.mjs';
import { tableOf } from './agent/reports.mjs';
import { printTimeline } from './agent/timeline.mjs';
import { ToolRunner } from './agent/tool-runner.mjs';
import { toolsFor } from './agent/tools.mjs';

const repository = resolve(process.argv[2] ?? '.');
const url = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
const connect = () =>
  new RedisEventBus({
    client: createClient({ url }),
    name: `agent-${process.pid}`,
    maxEventBytes: 16 << 20, // its tools return whole files
    onError: (error, topic) => console.error(`A consumer of ${topic} failed:`, error),
  });

// Two buses, as if they were in two processes: one of the agent, one of those who watch it.
const [agentBus, watchers] = [connect(), connect()];
const traced = trace(watchers);
watchers.subscribe('tool.*', printTimeline);
const completed = watchers.once('run.completed');
await watchers.ready();

const agent = instrument(agentBus);
const runner = new ToolRunner(agent, toolsFor(repository));
const findings = await agent.run({ agent: 'auditor' }, () => audit(runner));
await completed;

console.log(`\nFindings\n${findings.map((finding) => `  • ${finding}`).join('\n')}`);
console.log(`\n${tableOf(traced.report())}`);
await Promise.all([agentBus.close(), watchers.close()]);
