// The example agent, at work for as long as the demo runs: the same plan and the same tools as
// `npm start`, each audit a run of its own.

import { setTimeout as delay } from 'node:timers/promises';
import { budget, instrument, trace } from 'agent-event-bus/toolkit';
import { audit } from '../../examples/agent/audit.mjs';
import { ToolRunner } from '../../examples/agent/tool-runner.mjs';
import { toolsFor } from '../../examples/agent/tools.mjs';

/** Of one run. An audit needs a few less, so the warning comes, and the refusal does not. */
const CALLS = 24;

/**
 * @param {import('agent-event-bus').EventBus} bus
 * @param {string} repository its folder
 * @param {{ pauseMs: number, signal: AbortSignal }} options
 */
export async function auditAgainAndAgain(bus, repository, { pauseMs, signal }) {
  budget(bus, { perRun: { calls: CALLS } });
  const traced = trace(bus, { maxRuns: 2 }); // each run is reported when it has ended
  const agent = instrument(bus);
  const runner = new ToolRunner(agent, endedBy(signal, toolsFor(repository)));
  for (let count = 1; !signal.aborted; count++) {
    const runId = `audit-${count}-${Date.now().toString(36)}`;
    const details = { runId, agent: 'auditor', name: 'audit', input: repository };
    await agent.run(details, () => agent.turn({ name: 'audit' }, () => audit(runner)));
    if (signal.aborted) return;
    console.log(`  run ${count}: ${inShort(traced, runId)}`);
    await delay(pauseMs, undefined, { signal }).catch(() => {}); // aborted: the loop ends
  }
}

/**
 * The same tools, of which none begins any more once the signal is aborted.
 *
 * @param {AbortSignal} signal
 * @param {Record<string, import('../../examples/agent/tool-runner.mjs').Tool>} tools
 */
function endedBy(signal, tools) {
  return Object.fromEntries(
    Object.entries(tools).map(([name, tool]) => [
      name,
      (args) => {
        signal.throwIfAborted();
        return tool(args);
      },
    ]),
  );
}

/**
 * @param {import('agent-event-bus/toolkit').Trace} traced
 * @param {string} runId
 */
function inShort(traced, runId) {
  const { steps, latencyMs } = traced.run(runId);
  const failed = steps.filter(({ error }) => error !== null).length;
  return `${steps.length} calls, ${failed} failed, ${Math.round(latencyMs)} ms`;
}
