// docs/reliability.md, from the results.

/**
 * @typedef {import('./scenarios.js').Finding & {
 *   promise: string,
 *   size: 'short' | 'long',
 *   byChance?: string,
 *   seed?: number,
 *   took: string,
 *   load?: number,
 *   note?: string,
 * }} Result
 */

/**
 * @param {Record<string, any>} results by the name of a scenario, and the machine
 * @param {string[]} names of the scenarios, in their order
 */
export function documentOf(results, names) {
  const { machine } = results;
  const known = names.filter((name) => results[name] !== undefined);
  const missing = names.filter((name) => results[name] === undefined);
  const isNemesis = (name) => name.startsWith('nemesis: ');
  const lines = [
    '# Reliability of the bus over Redis, as measured',
    '',
    '`npm run test:faults` writes this page. What is promised, and what is not, is in [redis.md](redis.md).',
    '',
    `Redis ${machine.server}, ${machine.clients}, Node ${machine.node}, ${machine.cores} cores, all on one machine. Faults are real: processes are`,
    'killed by signals, connections broken by a TCP proxy. "0 of N" says something about N trials: with 95 % confidence, less',
    'than 3 in N fail. `AEB_SEED` repeats what chance decided, but not the timing. The load is that of the whole machine, other',
    'programs included, as the average of programs that wanted to run.',
    '',
  ];
  for (const name of known.filter((one) => !isNemesis(one))) {
    const { promise, figure, trials, failures } = results[name];
    const bound = failures === 0 && trials > 0 ? `, so fewer than ${bounded(3 / trials)}` : '';
    lines.push(`## ${headingOf(name)}`, '', `${promise}.`, '');
    lines.push(`- Measured: ${figure}.`);
    lines.push(
      `- ${failures} of ${trials.toLocaleString('en')} failed${bound}.${remarks(results[name])}`,
      '',
    );
  }
  const faults = known.filter(isNemesis);
  if (faults.length > 0) {
    lines.push('## Every fault, with both clients', '', `${results[faults[0]].promise}.`, '');
    lines.push('| fault | measured | failed |', '|---|---|---|');
    for (const name of faults) {
      const { figure, failures, trials } = results[name];
      const what = name.slice('nemesis: '.length);
      lines.push(`| ${what} | ${figure}.${remarks(results[name])} | ${failures} of ${trials} |`);
    }
    lines.push('');
  }
  if (missing.length > 0) lines.push(`Not measured yet: ${missing.join(', ')}.`, '');
  return lines.join('\n');
}

/** @param {Result} result */
function remarks({ size, late, took, load, byChance, seed, note }) {
  const busy = load === undefined ? '' : `, at a load of ${load}`;
  const texts = [`Took ${took}${busy}${size === 'short' ? ', in the size of `npm test`' : ''}.`];
  if (byChance !== undefined) texts.push(`Seed ${seed}: ${byChance}.`);
  if (note !== undefined) texts.push(note); // added by hand: of runs before this one
  if (late.length > 0) texts.push(`**Later than promised: ${late.join('; ')}.**`);
  return ` ${texts.join(' ')}`;
}

/** @param {string} name */
function headingOf(name) {
  return (name[0].toUpperCase() + name.slice(1)).replaceAll('-', ' ');
}

/** @param {number} rate */
function bounded(rate) {
  return rate >= 0.001
    ? `${(rate * 100).toFixed(1)} %`
    : `1 in ${Math.round(1 / rate).toLocaleString('en')}`;
}
