// The element, as TypeScript sees it in a page.

import { EventBus } from 'agent-event-bus';
import type { AgentEventBusDevtools } from 'agent-event-bus/devtools';
import { expectType } from './expect.js';

const devtools = document.createElement('agent-event-bus-devtools');
expectType<AgentEventBusDevtools>()(devtools);
document.querySelector('agent-event-bus-devtools')?.showLive();

devtools.bus = new EventBus();
devtools.bus = new EventBus<{ 'order.paid': { id: number } }>();
devtools.bus = null;
// @ts-expect-error no bus
devtools.bus = {};
// @ts-expect-error not a number
devtools.maxEvents = '5';

const events: Promise<number> = devtools.load(new Blob(), { name: 'run.jsonl', skip: true });
const log: Promise<Blob> = devtools.exportLog({ redact: false });
// @ts-expect-error not a log
devtools.load(5);
console.log(events, log, devtools.recording?.torn);
