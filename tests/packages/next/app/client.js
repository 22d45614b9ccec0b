'use client';
// A client component: rendered on the server, too, and then alive in the browser.

import { EventBus } from 'agent-event-bus';
import { bridge } from 'agent-event-bus/bridge';
import { AgentEventBusDevtools } from 'agent-event-bus/devtools';
import { serveEvents } from 'agent-event-bus/serve';
import { capture } from 'agent-event-bus/testing';
import { EventLog, redact, trace } from 'agent-event-bus/toolkit';
import { useEffect, useState } from 'react';
import { proveMain } from '../proof.js';
import { proveParts } from '../proof-parts.js';

async function prove() {
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
  const main = await proveMain(entries);
  const parts = await proveParts(entries, [
    'bridge',
    'toolkit',
    'testing',
    'serveRefused',
    'devtools',
  ]);
  return { main, parts };
}

export function Client() {
  const [result, setResult] = useState('waiting');
  useEffect(() => {
    prove().then(
      (proof) => setResult(JSON.stringify(proof)),
      (error) => setResult(String(error)),
    );
  }, []);
  return <pre id="client">{result}</pre>;
}
