// docs/benchmarks/serve.md, from what was measured.

import { machine } from '../machine.mjs';
import { median } from '../statistics.mjs';

const DESCRIPTIONS = {
  steady: ({ events }) => `steady: ${count(events)} events, 1,000 a second, one at a time`,
  bursts: ({ events, atOnce }) =>
    `bursts: ${count(events)} events, 2,000 a second, ${atOnce} without a pause between them`,
};

const count = (number) => Math.round(number).toLocaleString('en');
const microseconds = (nanoseconds) => (nanoseconds / 1_000).toFixed(1);
const kilobytes = (bytes) => `${(bytes / 1_024).toFixed(0)} KiB`;

/** @param {any} measured */
export function documentOf({ results, clients, frozen, loadAtStart }) {
  const sections = results.map(({ load, rounds }) => {
    const of = (who, figure) => median(rounds.map((round) => round[who][figure]));
    const more = (figure) =>
      median(rounds.map(({ alone, served }) => (served[figure] - alone[figure]) / clients));
    const ratios = rounds.map(({ alone, served }) => served.p99 / alone.p99);
    const thawed = rounds.flatMap(({ served }) => served.frozen);
    const good = rounds.flatMap(({ served }) => served.good);
    const missed = good.reduce((sum, one) => sum + one.missed, 0);
    const { published } = rounds[0].served;
    const row = (name, who) =>
      `| ${name} | ${microseconds(of(who, 'p50'))} | ${microseconds(of(who, 'p99'))} | ` +
      `${microseconds(of(who, 'max'))} | ${microseconds(of(who, 'processor'))} |`;
    return `## ${DESCRIPTIONS[load.name](load)}

| | publish() p50, µs | p99, µs | max, µs | processor, µs/event |
|---|---:|---:|---:|---:|
${row('nobody connected', 'alone')}
${row(`${clients} readers, ${frozen} of them frozen`, 'served')}

- **p99 ×${median(ratios).toFixed(2)}**, the median of the ratios of ${rounds.length} rounds (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}).
- **Memory per reader**: ${kilobytes(more('used'))} of heap and external memory, ${kilobytes(more('rss'))} of the resident set.
- **The ${clients - frozen} who read** got ${count(good.reduce((sum, one) => sum + one.received, 0))} of ${count(good.length * published)} events, in order, in all rounds together${
      missed === 0
        ? ''
        : `; of the other ${count(missed)}, which came while
  their process had no processor and the log went on, they were told`
    }.
- **Frozen**: read on at the end of a round, and then had ${count(median(thawed.map((one) => one.received)))} events and were told of ${count(median(thawed.map((one) => one.missed)))} missed ones;
  ${thawed.every((one) => one.received + one.missed === published) ? 'together all of them, for each' : 'which is NOT all of them'}.
`;
  });
  return `# What readers cost the agent

Made by \`npm run bench:serve\`. An agent with \`serveEvents\` publishes events of about 1 KB, and takes the time of each \`publish()\`:
with nobody connected, and with ${clients} readers in another process, of which ${frozen} let themselves in and then read nothing. Both ways
in the same process, in turns, in an order that changes from round to round; figures are medians of the rounds.

${sections.join('\n')}
Before each measurement 8,000 events are published that are not measured: then the sockets of the frozen are full. The processor's
time is that of the whole agent's process, also between publishes, where events are sent. Memory is what is more with the readers
than without, each after garbage collections, when all is sent that can be; where it is below 0, what the collector gave back was
more. The readers run on the same machine, whose load was ${loadAtStart.toFixed(1)} at the start: what else it does makes figures worse, and differ.

${machine()}.
`;
}
