// The types of agent-event-bus/bridge: patterns are checked against the bus, channels by what they do.

import { AsyncEventBus, EventBus } from 'agent-event-bus';
import {
  type Bridge,
  BridgeError,
  bridge,
  type Channel,
  channelOf,
  connectEvents,
  type Gap,
  windowChannel,
} from 'agent-event-bus/bridge';
import { expectType } from './expect.js';

const bus = new EventBus();
const { port1 } = new MessageChannel();

const joined = bridge(bus, port1, {
  send: 'tool.*',
  receive: ['model.**', 'human.resolved'],
  onError: (error) => expectType<unknown>()(error),
  onGap: (gap) => expectType<Gap>()(gap),
});
expectType<Bridge>()(joined);
expectType<number>()(joined.missed);
joined.detach();
joined[Symbol.dispose]();
// @ts-expect-error read-only
joined.sent = 1;

bridge(new AsyncEventBus(), () => new BroadcastChannel('agent'), { receive: '**' });
bridge(bus, channelOf(port1));
// @ts-expect-error nothing that carries messages
bridge(bus, {});
// @ts-expect-error not a bus
bridge({}, port1);

interface Mine {
  'order.placed': { id: number };
}
const mine = new EventBus<Mine>();
bridge(mine, port1, { send: 'order.*' });
// @ts-expect-error no topic of the map begins so
bridge(mine, port1, { send: 'ordr.*' });

expectType<Channel>()(windowChannel(window, { origin: 'https://example.com' }));
// @ts-expect-error an origin is needed
windowChannel(window, {});

declare const error: unknown;
if (error instanceof BridgeError) {
  expectType<'ERR_BRIDGE_SEND' | 'ERR_BRIDGE_MESSAGE' | 'ERR_BRIDGE_REFUSED'>()(error.code);
}

const ui = connectEvents('/events', {
  token: 'x',
  onState: (state) => expectType<'connecting' | 'open' | 'closed'>()(state),
});
expectType<number | undefined>()(ui.eventTime);
