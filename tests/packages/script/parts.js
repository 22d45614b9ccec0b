// Every entry that can be imported where there is no Node.

import { bridge } from './out/bridge.js';
import { AgentEventBusDevtools } from './out/devtools.js';
import { EventBus } from './out/index.js';
import { serveEvents } from './out/serve.js';
import { capture } from './out/testing.js';
import { EventLog, redact, trace } from './out/toolkit.js';
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
