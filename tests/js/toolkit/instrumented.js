// What the tests of instrument need.

import { EventBus } from '../../../js/index.js';
import { instrument } from '../../../js/toolkit/index.js';

/** A bus, its events, and an agent whose ids and latency are known. */
export function instrumented(options, bus = new EventBus()) {
  const events = [];
  bus.subscribe('**', (topic, event) => {
    events.push([topic, event]);
  });
  let time = 0;
  let id = 0;
  const clock = () => {
    time += 1.00049;
    return time;
  };
  const agent = instrument(bus, { clock, ids: () => `id${++id}`, ...options });
  return { bus, events, agent, topics: () => events.map(([topic]) => topic) };
}
