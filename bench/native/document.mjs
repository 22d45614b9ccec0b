// docs/benchmarks: its charts, and the parts of native.md that a script writes.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from '../../scripts/paths.mjs';

const DOCUMENT = 'docs/benchmarks/native.md';

/**
 * Replaces what is between `<!-- name -->` and `<!-- /name -->`.
 *
 * @param {string} name
 * @param {string} markdown
 */
export function writePart(name, markdown) {
  const path = inRoot(DOCUMENT);
  const text = readFileSync(path, 'utf8');
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${DOCUMENT} has no part "${name}"`);
  writeFileSync(path, `${before}${begin}\n${markdown.trim()}\n\n${end}${after}`);
}

/**
 * @param {string} name without its ending
 * @param {string} svg
 * @param {string} description for those who cannot see it
 * @returns {string} the Markdown that shows it
 */
export function writeChart(name, svg, description) {
  mkdirSync(inRoot('docs/benchmarks'), { recursive: true });
  writeFileSync(inRoot(`docs/benchmarks/${name}.svg`), svg);
  return `![${description}](${name}.svg)`;
}

/**
 * @param {string[]} head
 * @param {(string | number)[][]} rows the first column is text, the others are numbers
 */
export const table = (head, rows) =>
  [head, ['---', ...head.slice(1).map(() => '--:')], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** @param {number} value with three digits that count, or whole */
export const short = (value) =>
  value < 100 ? String(Number(value.toPrecision(3))) : Math.round(value).toLocaleString('en');
