// What was measured, kept so that the document can be written again.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { inRoot } from '../scripts/paths.mjs';
import { CommandError } from '../scripts/run.mjs';

/**
 * @typedef {Record<string, import('./measure.mjs').Figures>} Run by scenario
 *
 * @typedef {object} Results
 * @property {number} seed
 * @property {string} machine
 * @property {Record<string, string>} versions
 * @property {Run[]} runs
 * @property {Record<string, number[][]>} startup by contender and step
 * @property {Record<string, { minified: number, gzipped: number }>} sizes
 * @property {Record<string, (boolean | null)[]>} capabilities
 */

const path = inRoot('build/bench/results.json');

/** @param {Results} results */
export const writeResults = (results) => writeFileSync(path, JSON.stringify(results));

/** @returns {Results} */
export function readResults() {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
  throw new CommandError('Nothing was measured yet: npm run bench');
}
