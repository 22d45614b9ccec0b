// Those who listen to the agent. Each subscribes on its own; none knows of another.

import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { styleText } from 'node:util';

const CHARACTERS_PER_TOKEN = 4;
const WARN_AT = 0.8;

/** Colours a text, on a terminal. */
export const paint = process.stdout.isTTY ? styleText : (_colour, text) => text;

const start = performance.now();
const MARKS = {
  'tool.called': paint('cyan', '▶'),
  'tool.succeeded': paint('green', '✔'),
  'tool.failed': paint('red', '✖'),
};

/** One line for each event, as it comes. */
export function printTimeline(topic, event) {
  const seconds = ((performance.now() - start) / 1000).toFixed(3).padStart(7);
  const what =
    event.tool === undefined ? JSON.stringify(event) : `${event.tool} ${brief(event.args)}`;
  const latency = event.latencyMs === undefined ? '' : paint('gray', ` ${event.latencyMs} ms`);
  console.log(`${seconds}s ${MARKS[topic] ?? '•'} ${topic.padEnd(15)} ${what}${latency}`);
}

function brief(args) {
  const text = Object.values(args)
    .flatMap((value) =>
      Array.isArray(value) && value.length > 4 ? `${value.length} items` : value,
    )
    .join(' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** How often, how long and how well each tool was called. */
export class Tracer {
  #tools = new Map();

  observe = (topic, { tool, latencyMs }) => {
    const seen = this.#tools.get(tool) ?? { calls: 0, failures: 0, latencies: [] };
    this.#tools.set(tool, seen);
    if (topic === 'tool.called') seen.calls++;
    if (topic === 'tool.failed') seen.failures++;
    if (latencyMs !== undefined) seen.latencies.push(latencyMs);
  };

  table() {
    const rows = [...this.#tools].map(([tool, { calls, failures, latencies }]) => {
      latencies.sort((a, b) => a - b);
      const at = (quantile) => `${latencies[Math.floor((latencies.length - 1) * quantile)] ?? '-'}`;
      return [tool, `${calls}`, `${failures}`, at(0.5), at(1)];
    });
    const table = [['tool', 'calls', 'failures', 'median ms', 'max ms'], ...rows];
    const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
    return table
      .map((row) =>
        row
          .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
          .join('  '),
      )
      .join('\n');
  }
}

/** What the run may use up: calls, and tokens of what the tools hand to a model. */
export class Budget {
  #limits;
  #used = { calls: 0, tokens: 0 };
  #warned = new Set();

  constructor(limits) {
    this.#limits = limits;
  }

  spend(bus, { result }) {
    this.#used.calls += 1;
    this.#used.tokens += Math.ceil(JSON.stringify(result).length / CHARACTERS_PER_TOKEN);
    for (const [axis, limit] of Object.entries(this.#limits)) {
      const used = this.#used[axis];
      if (used < WARN_AT * limit || this.#warned.has(axis)) continue;
      this.#warned.add(axis);
      bus.publish(used > limit ? 'budget.exceeded' : 'budget.warning', { axis, used, limit });
    }
  }

  left() {
    return Object.entries(this.#limits)
      .map(([axis, limit]) => `${limit - this.#used[axis]} of ${limit} ${axis}`)
      .join(', ');
  }
}

/** Every event as a line of JSON, in the order of publishing. */
export class ReplayLog {
  #stream;
  lines = 0;

  constructor(path) {
    this.path = path;
    this.#stream = createWriteStream(path);
  }

  record = (topic, event) => {
    this.lines++;
    const line = { seq: this.lines, time: Date.now(), topic, event };
    this.#stream.write(`${JSON.stringify(line)}\n`);
  };

  async close() {
    this.#stream.end();
    await finished(this.#stream);
  }
}
