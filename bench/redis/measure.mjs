// Measures one contender, in a process of its own: node measure.mjs <index> <url> <events>

import { setTimeout as delay } from 'node:timers/promises';
import { contenders } from './contenders.mjs';

const AT_ONCE = 100;
const LATENCIES = 500;
const PAUSE_MS = 4;

const [index, url, count] = process.argv.slice(2).map((arg, i) => (i === 1 ? arg : Number(arg)));
const events = Number(count);
const eventOf = (n) => ({
  n,
  at: performance.now(),
  callId: `call-${n}`,
  tool: 'search',
  args: { query: 'event bus', limit: 10, page: n },
});

let onEvent = () => {};
const channel = await contenders[index].open(url, (event) => onEvent(event));

/** Publishes with so many under way, and waits until all are handled. */
async function throughput(total) {
  let handled = 0;
  const allHandled = new Promise((resolve) => {
    onEvent = () => ++handled === total && resolve();
  });
  const start = performance.now();
  let next = 0;
  const publish = async () => {
    while (next < total) await channel.publish(eventOf(next++));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, publish));
  const stored = performance.now() - start;
  await allHandled;
  return {
    stored: (total / stored) * 1_000,
    handled: (total / (performance.now() - start)) * 1_000,
  };
}

/** From the call of publish to the call of the handler, one event at a time. */
async function latencies() {
  const times = [];
  onEvent = ({ at }) => times.push(performance.now() - at);
  for (let n = 0; n < LATENCIES; n++) {
    await channel.publish(eventOf(n));
    await delay(PAUSE_MS);
  }
  while (times.length < LATENCIES) await delay(5);
  times.sort((a, b) => a - b);
  return { p50: times[times.length >> 1], p99: times[Math.floor(times.length * 0.99)] };
}

await throughput(Math.ceil(events / 10)); // warms up
const result = { ...(await throughput(events)), ...(await latencies()) };
await channel.close();
process.send(result);
process.disconnect();
