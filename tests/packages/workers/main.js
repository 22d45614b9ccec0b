// A Worker with the main entry alone.

import { EventBus } from 'agent-event-bus';
import { proveMain } from './proof.js';

export default {
  fetch: async () => Response.json(await proveMain({ EventBus })),
};
