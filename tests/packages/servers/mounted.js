// The handler of serveEvents, mounted in a server of others.

import { EventBus } from 'agent-event-bus';
import { connectEvents } from 'agent-event-bus/bridge';
import { serveEvents } from 'agent-event-bus/serve';

/**
 * Prints what a reader with the token gets there, and the status for one without.
 *
 * @param {(handler: import('agent-event-bus/serve').EventServer) =>
 *   import('node:http').Server | Promise<import('node:http').Server>} start mounts the handler at
 *   `/events` of a server that listens on a free port of the loopback
 */
export async function prove(start) {
  const bus = new EventBus();
  const handler = serveEvents(bus);
  const server = await start(handler);
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${server.address().port}/events`;
  const ui = connectEvents(url, { token: handler.token, from: 'start' });
  const arrived = ui.once('tool.*', { timeoutMs: 30_000 });
  bus.publish('tool.called', { tool: 'search' });
  const { event } = await arrived;
  const { status } = await fetch(url);
  ui.close();
  await handler.close();
  server.closeAllConnections();
  server.close();
  console.log(JSON.stringify({ tool: event.tool, withoutToken: status }));
}
