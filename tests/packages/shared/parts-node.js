// Every entry, where there is Node, or what calls itself compatible with it.

import { EventBus } from 'agent-event-bus';
import { bridge, connectEvents } from 'agent-event-bus/bridge';
import { AgentEventBusDevtools } from 'agent-event-bus/devtools';
import { serveEvents } from 'agent-event-bus/serve';
import { capture } from 'agent-event-bus/testing';
import { EventLog, redact, trace } from 'agent-event-bus/toolkit';
import { print } from './proof.js';
import { proveParts } from './proof-parts.js';

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

print(proveParts(entries, ['bridge', 'toolkit', 'testing', 'serve', 'devtoolsRefused']));
