// A server component: what the package does here happens on the server, for each request.

import { EventBus } from 'agent-event-bus';
import { bridge, connectEvents } from 'agent-event-bus/bridge';
import { AgentEventBusDevtools } from 'agent-event-bus/devtools';
import { serveEvents } from 'agent-event-bus/serve';
import { capture } from 'agent-event-bus/testing';
import { EventLog, redact, trace } from 'agent-event-bus/toolkit';
import { proveMain } from '../proof.js';
import { proveParts } from '../proof-parts.js';
import { Client } from './client.js';

export const dynamic = 'force-dynamic';

export default async function Page() {
  const entries = {
    AgentEventBusDevtools,
    EventBus,
    bridge,
    connectEvents,
    serveEvents,
    capture,
    EventLog,
    redact,
    trace,
  };
  const main = await proveMain(entries);
  const parts = await proveParts(entries, [
    'bridge',
    'toolkit',
    'testing',
    'serve',
    'devtoolsRefused',
  ]);
  return (
    <>
      <pre id="server">{JSON.stringify({ main, parts })}</pre>
      <Client />
    </>
  );
}
