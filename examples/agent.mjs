#!/usr/bin/env node
// An agent that audits a repository, with real tools: it lists and reads files, searches text and
// runs git. Its plan is fixed, for there is no model here; everything else is as in any agent.
//
// What this file shows is the wiring. The tools are instrumented, so their calls are events; the
// consumers subscribe, each on its own. None knows of another, and the agent knows of none.
//
// At the end the log of the run is replayed into a new bus: whoever listens there must come to the
// same trace and the same snapshot.
//
//   node examples/agent.mjs [repository]      (default: the current folder)

import { createReadStream, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { EventBus } from 'agent-event-bus';
import {
  budget,
  diffSnapshots,
  instrument,
  jsonlSink,
  replay,
  snapshot,
  trace,
} from 'agent-event-bus/toolkit';
import { audit } from './agent/audit.mjs';
import { leftOf, tableOf } from './agent/reports.mjs';
import { paint, printTimeline } from './agent/timeline.mjs';
import { ToolRunner } from './agent/tool-runner.mjs';
import { toolsFor } from './agent/tools.mjs';

const LOG = 'agent-run.jsonl';

const repository = resolve(process.argv[2] ?? '.');
if (!statSync(repository, { throwIfNoEntry: false })?.isDirectory()) {
  console.error(`Not a folder: ${repository}\nUsage: npm start -- [repository]`);
  process.exit(2);
}

// A consumer that breaks is reported, and does not break the run.
const bus = new EventBus({
  onError: (error, topic) => console.error(`A consumer of ${topic} failed:`, error),
});

rmSync(LOG, { force: true }); // a log that is there would be continued
const log = jsonlSink(bus, LOG);
const traced = trace(bus);
const recorded = snapshot(bus);
const limits = budget(bus, { calls: 50, perTool: { run_command: { calls: 10 } } });

bus.subscribe(['tool.*', 'budget.warning', 'budget.exceeded'], printTimeline);
bus.subscribe('**.failed', (topic, event) => {
  console.log(paint('red', `  ! alarm: ${topic}: ${event.error.message.split('\n')[0]}`));
});
bus.once('tool.failed', (_topic, event) => {
  console.log(paint('yellow', `  ✉ notified once: ${event.tool} was the first tool to fail`));
});

console.log(`Auditing ${repository}\n`);
const agent = instrument(bus);
const runner = new ToolRunner(agent, toolsFor(repository));
const findings = await agent.run({ agent: 'auditor', input: repository }, () => audit(runner));
const events = log.stats().events + log.stats().buffered;
await log.close();

console.log(`\nFindings\n${findings.map((finding) => `  • ${finding}`).join('\n')}`);
console.log(`\n${tableOf(traced.report())}`);
console.log(`\nBudget left: ${leftOf(limits.status())}`);
console.log(`Log: ${events} events in ${LOG}`);

// The same events, from the file, to a bus that was never near the agent.
const again = new EventBus();
const tracedAgain = trace(again);
const recordedAgain = snapshot(again);
const replayed = await replay(createReadStream(LOG), again);

const sameTrace =
  JSON.stringify(traced) === JSON.stringify(tracedAgain) &&
  traced.summary() === tracedAgain.summary();
const { status } = diffSnapshots(recorded, recordedAgain);
const sameSnapshot =
  status === 'PASSED' && JSON.stringify(recorded) === JSON.stringify(recordedAgain);
console.log(
  `Replayed ${replayed} events: trace ${sameTrace ? 'identical' : 'DIFFERENT'}, ` +
    `snapshot ${sameSnapshot ? 'identical' : 'DIFFERENT'} (${status})`,
);
if (!sameTrace || !sameSnapshot || replayed !== events) process.exitCode = 1;
bus.close();
again.close();
