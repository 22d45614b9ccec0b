#!/usr/bin/env node
// The agent of agent.mjs over Redis. Its runner, its plan, its tools and those who listen are the very
// files; only the bus is another one. So its timeline may as well be watched from elsewhere.
//
//   REDIS_URL=redis://127.0.0.1:6379 node examples/agent-on-redis.mjs [repository]

import { resolve } from 'node:path';
import { RedisEventBus } from 'agent-event-bus/redis';
import { createClient } from 'redis';
import { audit } from './agent/audit.mjs';
import { printTimeline, Tracer } from './agent/consumers.mjs';
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
const tracer = new Tracer();
watchers.subscribe('tool.*', printTimeline);
watchers.subscribe('tool.*', tracer.observe);
const completed = watchers.once('run.completed');
await watchers.ready();

const findings = await audit(new ToolRunner(agentBus, toolsFor(repository)), agentBus);
await completed;

console.log(`\nFindings\n${findings.map((finding) => `  • ${finding}`).join('\n')}`);
console.log(`\n${tracer.table()}`);
await Promise.all([agentBus.close(), watchers.close()]);
