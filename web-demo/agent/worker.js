// The agent of the page: it inspects the files that the page is made of, again and again, each time as
// a run of its own, until it is told to stop.

import { bridge } from '../../dist/bridge.js';
import { EventBus } from '../../dist/index.js';
import { budget, instrument } from '../../dist/toolkit.js';
import { inspect } from './inspect.js';
import { toolsFor } from './tools.js';

const PAUSE_MS = 2_000;
const CALLS = 200;

const bus = new EventBus({ onError: (error) => console.error(error) });
bridge(bus, self, { send: '**' });
budget(bus, { perRun: { calls: CALLS }, publish: 'warnings' });
const agent = instrument(bus);

let isStopped = false;
self.addEventListener('message', ({ data }) => {
  if (data === 'stop') isStopped = true;
  else if (data?.start !== undefined) work(data.start);
});

/** @param {string} page its address */
async function work(page) {
  while (!isStopped) {
    const details = { agent: 'inspector', name: 'inspect', input: page };
    // The tools are new, so that each run reads the files anew.
    const tools = toolsFor(page);
    await agent.run(details, (run) =>
      // Browsers do not carry the scope of a run across an await, so it is handed on.
      inspect((name, body) => run.turn({ name }, (turn) => body(callerOf(turn, tools)))),
    );
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  self.postMessage('stopped');
}

/**
 * Calls tools by name. One that fails is no exception to this agent, but nothing; its events tell.
 *
 * @param {import('../../js/toolkit/index.js').Instrument} scope
 * @param {ReturnType<typeof toolsFor>} tools
 * @returns {import('./inspect.js').Call}
 */
function callerOf(scope, tools) {
  return async (tool, args) => {
    try {
      return await scope.tool(tool, tools[tool])(args);
    } catch {
      return undefined;
    }
  };
}
