// docs/benchmarks/redis.md, from the results.

const TITLES = {
  'fan-out': 'Every process sees every event',
  group: 'Each event is handled by one process, one at a time',
};

/**
 * @param {object} measured
 * @param {any[]} measured.results
 * @param {string} measured.versions
 * @param {number} measured.events
 * @param {number} measured.rounds
 */
export function documentOf({ results, versions, events, rounds }) {
  const count = (number) => Math.round(number).toLocaleString('en');
  const lines = [
    '# What the bus over Redis costs',
    '',
    '`npm run bench:redis` writes this page.',
    '',
    `${versions}. The server, on the same machine, writes nothing to disk. Medians of ${rounds} rounds, each in fresh`,
    `processes. Throughput: ${count(events)} events of about 110 bytes, 100 publishes under way. Latency: one event at a time,`,
    'from the call of `publish` to the call of the handler.',
    '',
    'Where the load at the start is above the number of cores, the machine was busy with other work: then compare the rows,',
    'and take nothing from the figures themselves, least of all from the p99.',
    '',
  ];
  for (const [kind, title] of Object.entries(TITLES)) {
    lines.push(`## ${title}`, '');
    lines.push(
      '| | stored per second | handled per second | latency, median | latency, p99 | does besides |',
    );
    lines.push('|---|---|---|---|---|---|');
    for (const { name, stored, handled, p50, p99, does } of results.filter(
      (one) => one.kind === kind,
    )) {
      lines.push(
        `| ${name} | ${count(stored)} | ${count(handled)} | ${p50.toFixed(2)} ms | ${p99.toFixed(2)} ms | ${does} |`,
      );
    }
    lines.push('');
  }
  return lines.join('\n');
}
