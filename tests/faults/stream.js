// What the stream of a bus holds, read past the bus.

import { createClient } from 'redis';

const PAGE = 5_000;

/** A plain client, which comes back after an outage. */
export async function plainClient(url) {
  const client = createClient({ url, RESP: 2, socket: { reconnectStrategy: () => 20 } });
  client.on('error', () => {});
  await client.connect();
  return client;
}

export const streamOf = (name) => `aeb:{${name}}:events`;

/**
 * All events of a stream, the oldest first.
 *
 * @returns {Promise<any[]>}
 */
export async function eventsIn(client, name) {
  const events = [];
  for (let from = '-'; ; ) {
    const page = await client.sendCommand([
      ...['XRANGE', streamOf(name), from, '+', 'COUNT', String(PAGE)],
    ]);
    for (const [, fields] of page) events.push(JSON.parse(fields[fields.indexOf('e') + 1]));
    if (page.length < PAGE) return events;
    from = `(${page.at(-1)[0]}`;
  }
}

/**
 * Compares what was confirmed with what there is. An event is { producer, n }.
 *
 * @param {{ producer: number, n: number }[]} events in the order of the stream
 * @param {Map<number, Set<number>>} confirmed numbers by producer
 */
export function audit(events, confirmed) {
  const seen = new Map();
  let doubled = 0;
  let reordered = 0;
  for (const { producer, n } of events) {
    const numbers = seen.get(producer) ?? { all: new Set(), last: -1 };
    seen.set(producer, numbers);
    if (numbers.all.has(n)) doubled++;
    else if (n < numbers.last) reordered++;
    numbers.all.add(n);
    numbers.last = Math.max(numbers.last, n);
  }
  let lost = 0;
  for (const [producer, numbers] of confirmed) {
    for (const n of numbers) if (!seen.get(producer)?.all.has(n)) lost++;
  }
  return { lost, doubled, reordered };
}
