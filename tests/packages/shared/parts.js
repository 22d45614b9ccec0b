// Every entry that can be imported where there is no Node.

import { EventBus } from 'agent-event-bus';
import { bridge } from 'agent-event-bus/bridge';
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
  serveEvents,
  capture,
  EventLog,
  redact,
  trace,
};

print(proveParts(entries, ['bridge', 'toolkit', 'testing', 'serveRefused', 'devtools']));
