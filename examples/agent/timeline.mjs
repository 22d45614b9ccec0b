// What happens, as it happens, on the terminal.

import { styleText } from 'node:util';

/** Colours a text, on a terminal. */
export const paint = process.stdout.isTTY ? styleText : (_colour, text) => text;

const start = performance.now();
const MARKS = {
  'tool.called': paint('cyan', '▶'),
  'tool.succeeded': paint('green', '✔'),
  'tool.failed': paint('red', '✖'),
  'tool.denied': paint('red', '⊘'),
};

/** One line for each event, as it comes. */
export function printTimeline(topic, event) {
  const seconds = ((performance.now() - start) / 1000).toFixed(3).padStart(7);
  const latency = event.latencyMs === undefined ? '' : paint('gray', ` ${event.latencyMs} ms`);
  console.log(`${seconds}s ${MARKS[topic] ?? '•'} ${topic.padEnd(15)} ${brief(event)}${latency}`);
}

function brief({ tool, args, axis, used, limit }) {
  if (tool === undefined) return `${used} of ${limit} ${axis}`;
  const text = Object.values(args ?? {})
    .flatMap((value) =>
      Array.isArray(value) && value.length > 4 ? `${value.length} items` : value,
    )
    .join(' ');
  return `${tool} ${text.length > 60 ? `${text.slice(0, 57)}…` : text}`.trimEnd();
}
