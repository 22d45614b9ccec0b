// A Worker with every entry. That of `serve` can be imported; there is nothing to listen on.

import { EventBus } from 'agent-event-bus';
import { bridge } from 'agent-event-bus/bridge';
import { AgentEventBusDevtools } from 'agent-event-bus/devtools';
import { serveEvents } from 'agent-event-bus/serve';
import { capture } from 'agent-event-bus/testing';
import { EventLog, redact, trace } from 'agent-event-bus/toolkit';
import { proveParts } from './proof-parts.js';

const entries = {
  AgentEventBusDevtools,
  EventBus,
  bridge,
  serveEvents,
  capture,
  EventLog,
  redact,
  trace,
};

export default {
  async fetch() {
    return Response.json(
      await proveParts(entries, ['bridge', 'toolkit', 'testing', 'devtoolsRefused']),
    );
  },
};
