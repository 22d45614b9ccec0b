#!/usr/bin/env node
// An agent that audits a repository, with real tools: it lists and reads files, searches text and
// runs git. Its plan is fixed, for there is no model here; everything else is as in any agent.
//
// What this file shows is the wiring. The runner publishes; five consumers subscribe, each on its
// own. None knows of another, and the agent knows of none.
//
//   node examples/agent.mjs [repository]      (default: the current folder)

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { EventBus } from 'agent-event-bus';
import { audit } from './agent/audit.mjs';
import { Budget, paint, printTimeline, ReplayLog, Tracer } from './agent/consumers.mjs';
import { ToolRunner } from './agent/tool-runner.mjs';
import { toolsFor } from './agent/tools.mjs';

const repository = resolve(process.argv[2] ?? '.');
if (!statSync(repository, { throwIfNoEntry: false })?.isDirectory()) {
  console.error(`Not a folder: ${repository}\nUsage: npm start -- [repository]`);
  process.exit(2);
}

// A consumer that breaks is reported, and does not break the run.
const bus = new EventBus({
  onError: (error, topic) => console.error(`A consumer of ${topic} failed:`, error),
});

const replayLog = new ReplayLog('agent-run.jsonl');
const tracer = new Tracer();
const budget = new Budget({ calls: 50, tokens: 250_000 });

// The log comes first, so that its order is the order of the events even where a consumer
// publishes events of its own.
bus.subscribe('**', replayLog.record, { priority: 100 });
bus.subscribe(['tool.*', 'budget.*'], printTimeline);
bus.subscribe('tool.*', tracer.observe);
bus.subscribe('tool.succeeded', (_topic, event) => budget.spend(bus, event));
bus.subscribe('**.failed', (topic, event) => {
  console.log(paint('red', `  ! alarm: ${topic}: ${event.error.message.split('\n')[0]}`));
});
bus.once('tool.failed', (_topic, event) => {
  console.log(paint('yellow', `  ✉ notified once: ${event.tool} was the first tool to fail`));
});

console.log(`Auditing ${repository}\n`);
const runner = new ToolRunner(bus, toolsFor(repository));
const findings = await audit(runner, bus);
await replayLog.close();

console.log(`\nFindings\n${findings.map((finding) => `  • ${finding}`).join('\n')}`);
console.log(`\n${tracer.table()}`);
console.log(`\nBudget left: ${budget.left()}`);
console.log(`Replay log: ${replayLog.lines} events in ${replayLog.path}`);
bus.close();
