// A route in the edge runtime of Next, which has the condition `edge-light`.

import { EventBus } from 'agent-event-bus';
import { EventLog } from 'agent-event-bus/toolkit';
import { proveMain } from '../../proof.js';

export const runtime = 'edge';

export async function GET() {
  const bus = new EventBus();
  const log = new EventLog(bus);
  bus.publish('tool.called', { tool: 'search' });
  const [{ event }] = log.query();
  return Response.json({ main: await proveMain({ EventBus }), logged: event.tool });
}
