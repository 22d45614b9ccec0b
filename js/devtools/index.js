// Importing this registers the element, where there are elements. Two versions of it in one page are
// no error: the first one that comes stays.

import { AgentEventBusDevtools } from './element.js';

export { AgentEventBusDevtools };

const NAME = 'agent-event-bus-devtools';

if (globalThis.customElements !== undefined && customElements.get(NAME) === undefined) {
  customElements.define(NAME, AgentEventBusDevtools);
}
