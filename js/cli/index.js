#!/usr/bin/env node
// npx agent-event-bus: looks into logs of events. What may be relied on is in docs/toolkit.md.

import { parseArgs } from 'node:util';
import { diff, replayFile, stats, tail, traceFile } from './commands.js';
import { CliError, EXIT, Output } from './output.js';

const USAGE = `Usage: agent-event-bus <command> [options]

  tail FILE       the last events (--lines N, default 10; --follow: and those to come)
  stats FILE      how many events of which topics, over what time
  trace FILE      cost and latency of the runs
  diff A B        what the runs of two logs did differently
  replay FILE     all events, at the pace of the log (--speed N: N times as fast)

  --pattern P     only topics that match, such as 'tool.*' (tail, stats, replay; may be repeated)
  --from-seq N    only events from this number on (tail, stats, replay)
  --run ID        only this run, not all of them (trace) or the last (diff)
  --json          JSON, one value per line
  --help, --version

Exit codes
  0  done
  1  diff: the runs differ
  2  the command line is wrong
  3  a file cannot be read
  4  lines were refused, which stderr tells; all others count
`;

const commands = {
  tail: { run: tail, files: 1, options: ['pattern', 'from-seq', 'lines', 'follow'] },
  stats: { run: stats, files: 1, options: ['pattern', 'from-seq'] },
  trace: { run: traceFile, files: 1, options: ['run'] },
  diff: { run: diff, files: 2, options: ['run'] },
  replay: { run: replayFile, files: 1, options: ['pattern', 'from-seq', 'speed'] },
};

const options = /** @type {const} */ ({
  pattern: { type: 'string', multiple: true },
  'from-seq': { type: 'string' },
  lines: { type: 'string', short: 'n' },
  follow: { type: 'boolean', short: 'f' },
  run: { type: 'string' },
  speed: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
});

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new CliError(EXIT.usage, /** @type {Error} */ (error).message);
  }
}

/** @param {Output} output */
async function main(output) {
  const { values, positionals } = parse(process.argv.slice(2));
  if (values.help) return output.text(USAGE.trimEnd());
  if (values.version) return output.text(await version());
  const [name, ...files] = positionals;
  if (!Object.hasOwn(commands, name ?? '')) {
    throw new CliError(
      EXIT.usage,
      name === undefined ? 'a command is missing' : `no such command: ${name}`,
    );
  }
  const command = commands[/** @type {keyof typeof commands} */ (name)];
  if (files.length !== command.files) {
    throw new CliError(
      EXIT.usage,
      `${name} takes ${command.files} file${command.files > 1 ? 's' : ''}`,
    );
  }
  for (const option of Object.keys(values)) {
    if (option !== 'json' && !command.options.includes(option)) {
      throw new CliError(EXIT.usage, `${name} has no --${option}`);
    }
  }
  output.json = values.json === true;
  await command.run(output, files, /** @type {import('./commands.js').Values} */ (values));
}

async function version() {
  const { readFile } = await import('node:fs/promises');
  const manifest = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return JSON.parse(manifest).version;
}

const output = new Output();
// Whoever reads has seen enough: `… | head`.
process.stdout.on('error', (error) => {
  process.exit(/** @type {{ code?: string }} */ (error).code === 'EPIPE' ? 0 : EXIT.file);
});
try {
  await main(output);
  process.exitCode ||= output.refused > 0 ? EXIT.refused : 0;
} catch (error) {
  if (!(error instanceof CliError)) throw error;
  process.exitCode = error.exit;
  const hint = error.exit === EXIT.usage ? '\nTry --help.' : '';
  console.error(`agent-event-bus: ${error.message}${hint}`);
}
