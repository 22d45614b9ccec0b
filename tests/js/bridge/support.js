// Buses joined by channels, and ways to wait for what goes over them.

import { setTimeout as delay } from 'node:timers/promises';
import { expectEvent } from '../../../js/testing.js';

export const ALL = { send: '**', receive: '**' };

/** Makes pairs of ports, which are closed when the test ends. */
export function cables(t) {
  const ports = [];
  t.after(() => {
    for (const port of ports) port.close();
  });
  return () => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    return [port1, port2];
  };
}

/** What a bus publishes, by topic and event. */
export function recorded(bus) {
  const events = [];
  bus.subscribe('**', (topic, event) => events.push([topic, event]));
  return events;
}

/** All that was posted before has arrived at `bus`, once an event `mark.N` of `sender` has. */
let marks = 0;
export async function flush(sender, bus) {
  const topic = `mark.${marks++}`;
  const arrived = expectEvent(bus, topic, { timeoutMs: 5_000 });
  sender.publish(topic);
  await arrived;
}

/** Without the marks of `flush`. */
export const withoutMarks = (events) => events.filter(([topic]) => !topic.startsWith('mark.'));

/** Long enough for messages that are under way to arrive. */
export const settle = () => delay(50);

/** @param {() => boolean} holds */
export async function until(holds) {
  const end = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error('It did not become true in 10 s');
    await delay(2);
  }
}
