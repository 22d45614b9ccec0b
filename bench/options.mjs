// What `npm run bench` was asked for.

import { parseArgs } from 'node:util';
import { CommandError } from '../scripts/run.mjs';

const DEFAULT_SEED = '20250101';

/** @param {import('node:util').ParseArgsConfig['options']} options */
function parse(options) {
  try {
    return parseArgs({ options });
  } catch (error) {
    throw new CommandError(error.message);
  }
}

/**
 * @typedef {object} Options
 * @property {number} seed
 * @property {number} runs
 * @property {string} [only] part of a scenario's name or title
 * @property {boolean} check whether to fail if a ratio falls short
 * @property {boolean} smoke whether only to see that everything works
 * @property {boolean} report whether to write the document again from the last results
 *
 * @returns {Options}
 */
export function options() {
  const { values } = parse({
    seed: { type: 'string', default: DEFAULT_SEED },
    runs: { type: 'string', default: '1' },
    only: { type: 'string' },
    check: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
  });
  const whole = (/** @type {'seed' | 'runs'} */ name, least) => {
    const number = Number(values[name]);
    if (Number.isInteger(number) && number >= least) return number;
    throw new CommandError(`--${name} must be a whole number from ${least}, not ${values[name]}`);
  };
  return { ...values, seed: whole('seed', 0), runs: whole('runs', 1) };
}
