// The smallest use: the main entry alone.

import { EventBus } from 'agent-event-bus';
import { print, proveMain } from './proof.js';

print(proveMain({ EventBus }));
