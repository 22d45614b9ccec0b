// npx agent-event-bus, run as its users do.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
const folder = fs.mkdtempSync(join(tmpdir(), 'aeb-cli-'));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const { NODE_V8_COVERAGE, NODE_OPTIONS, ...env } = process.env;

const HEADER = '{"format":"agent-event-log","version":1}';
const line = (seq, topic, event = {}, time = 1_700_000_000_000 + 100 * seq) =>
  JSON.stringify({ seq, time, topic, event });

/** A run with one call of a tool, as a log. */
function runLog({ tool = 'search', result = 'found', output = 'done' } = {}) {
  return [
    HEADER,
    line(1, 'run.started', { runId: 'r', agent: 'auditor', input: 'x' }),
    line(2, 'tool.called', { runId: 'r', callId: 'c1', tool, args: { q: 1 } }),
    line(3, 'tool.succeeded', { runId: 'r', callId: 'c1', tool, result, latencyMs: 100 }),
    line(4, 'run.completed', { runId: 'r', output, latencyMs: 300 }),
    '',
  ].join('\n');
}

let files = 0;
function write(text) {
  const path = join(folder, `${++files}.jsonl`);
  fs.writeFileSync(path, text);
  return path;
}

function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr, lines: stdout.split('\n').slice(0, -1) };
}

describe('the command line', () => {
  test('has help and a version', () => {
    assert.match(run('--help').stdout, /^Usage: agent-event-bus/);
    assert.match(run('--version').stdout, /^\d+\.\d+\.\d+\n$/);
  });

  test('ends with 2 where it is wrong, and says why', () => {
    const log = write(runLog());
    for (const [args, why] of [
      [[], 'a command is missing'],
      [['tial', log], 'no such command: tial'],
      [['toString', log], 'no such command'],
      [['tail'], 'tail takes 1 file'],
      [['diff', log], 'diff takes 2 files'],
      [['tail', log, '--what'], '--what'],
      [['stats', log, '--follow'], 'stats has no --follow'],
      [['tail', log, '--lines', '-1'], '--lines'],
      [['tail', log, '--lines=1.5'], '--lines must be a number in its range, not 1.5'],
      [['replay', log, '--speed', '0'], '--speed must be'],
      [['tail', log, '--pattern', 'a..b'], 'a segment must not be empty'],
    ]) {
      const { status, stdout, stderr } = run(...args);
      assert.equal(status, 2, args.join(' '));
      assert.equal(stdout, '');
      assert(stderr.includes(why), `${stderr} has no ${why}`);
      assert(!stderr.includes('    at '), stderr);
    }
  });

  test('ends with 3 where a file cannot be read', () => {
    for (const command of ['tail', 'stats', 'trace', 'replay']) {
      const { status, stderr } = run(command, join(folder, 'none.jsonl'));
      assert.equal(status, 3);
      assert.match(stderr, /^agent-event-bus: cannot read .*none\.jsonl: no such file\n$/);
    }
    assert.match(run('tail', folder).stderr, /it is a folder/);
    assert.equal(run('diff', write(runLog()), write('')).status, 3);
    assert.equal(run('trace', write(runLog()), '--run', 'other').status, 3);
  });

  test('ends with 4 where lines were refused, and reads all others', () => {
    const log = write(`${line(1, 'a')}\nnot json\n${line(2, 'b')}\n{"torn`);
    for (const command of ['tail', 'stats', 'trace']) {
      const { status, stderr } = run(command, log);
      assert.equal(status, 4, command);
      assert.equal(stderr.split('\n').length, 2, 'a torn line is no news');
      assert.match(stderr, /\.jsonl: Line 2, column 2: syntax error/);
    }
    assert.equal(run('tail', log).lines.length, 2);
  });
});

describe('tail', () => {
  const log = write(
    [
      HEADER,
      ...Array.from({ length: 30 }, (_, i) => line(i + 1, i % 2 ? 'a.failed' : 'a.b', { i })),
      '',
    ].join('\n'),
  );
  const seqs = (...args) =>
    run('tail', log, '--json', ...args).lines.map((one) => JSON.parse(one).seq);

  test('shows the last events, or more, or fewer, or those of a pattern', () => {
    assert.deepEqual(seqs(), [21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
    assert.deepEqual(seqs('--lines', '2'), [29, 30]);
    assert.deepEqual(seqs('-n', '0'), []);
    assert.deepEqual(seqs('--from-seq', '28'), [28, 29, 30]);
    assert.deepEqual(seqs('--pattern', '*.failed', '-n', '3'), [26, 28, 30]);
    assert.deepEqual(seqs('--pattern', '*.failed', '--pattern', 'a.b', '-n', '2'), [29, 30]);
  });

  test('shows a line for each event, without colours where no terminal is', () => {
    const { lines } = run('tail', log, '-n', '1');
    assert.deepEqual(lines, ['22:13:23.000     30 a.failed             {"i":29}']);
  });

  test('shows nothing that a terminal would take for a command', () => {
    const evil = write(`${line(1, 'a.\u009b31m\u202e', { text: '\u001b[31m\u009b\u202e' })}\n`);
    const [shown] = run('tail', evil).lines;
    assert.doesNotMatch(shown, /[\p{Cc}\u202e]/u);
    assert.match(shown, /\\u009b31m\\u202e/);
  });

  test('follows a file that grows, is cut, and is rotated', async () => {
    const path = write(`${HEADER}\n${line(1, 'a')}\n`);
    const child = spawn(process.execPath, [cli, 'tail', '-f', '--json', path], { env });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    const shows = async (count) => {
      for (let i = 0; i < 500 && output.split('\n').length <= count; i++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return output
        .split('\n')
        .slice(0, -1)
        .map((one) => JSON.parse(one).seq);
    };
    assert.deepEqual(await shows(1), [1]);
    const two = `${line(2, 'é')}\n`;
    fs.appendFileSync(path, Buffer.from(two).subarray(0, 60)); // in the middle of a line
    fs.appendFileSync(path, Buffer.from(two).subarray(60));
    assert.deepEqual(await shows(2), [1, 2]);
    fs.renameSync(path, `${path}.1`);
    fs.appendFileSync(`${path}.1`, `${line(3, 'a')}\n`);
    fs.writeFileSync(path, `${HEADER}\n${line(4, 'a')}\n`);
    assert.deepEqual(await shows(4), [1, 2, 3, 4]);
    fs.writeFileSync(path, `${line(5, 'a')}\n`);
    assert.deepEqual(await shows(5), [1, 2, 3, 4, 5]);
    child.kill();
    await new Promise((resolve) => child.on('close', resolve));
  });

  test('ends in peace when its reader does', () => {
    const long = write(Array.from({ length: 20_000 }, (_, i) => line(i, 'a')).join('\n'));
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" "${cli}" tail --from-seq 0 "${long}" | head -n 1; exit 0`],
      { encoding: 'utf8', env },
    );
    assert.equal(status, 0);
    assert.equal(stderr, '');
  });
});

describe('stats', () => {
  test('counts', () => {
    const log = write(runLog());
    assert.deepEqual(JSON.parse(run('stats', log, '--json').stdout), {
      events: 4,
      seconds: 0.3,
      refused: 0,
      topics: {
        'run.completed': { events: 1, bytes: 45 },
        'run.started': { events: 1, bytes: 43 },
        'tool.called': { events: 1, bytes: 58 },
        'tool.succeeded': { events: 1, bytes: 76 },
      },
    });
    const { lines } = run('stats', log, '--pattern', 'tool.*');
    assert.equal(lines[0], '2 events in 0.1 s, 0 lines refused');
    assert.match(lines[1], /^topic +events +bytes$/);
    assert.match(lines[2], /^tool\.called +1 +58$/);
    assert.equal(run('stats', write('')).stdout, '0 events in 0 s, 0 lines refused\n');
  });
});

describe('trace', () => {
  test('tells what the runs cost', () => {
    const log = write(runLog());
    assert.match(run('trace', log).stdout, /auditor[\s\S]*search/);
    const traced = JSON.parse(run('trace', log, '--json', '--run', 'r').stdout);
    assert.equal(traced.name, 'auditor');
    assert.equal(traced.steps[0].latencyMs, 100);
  });
});

describe('diff', () => {
  const a = write(runLog());
  test('ends with 0 where nothing differs', () => {
    const { status, stdout } = run('diff', a, write(runLog()));
    assert.equal(status, 0);
    assert.equal(stdout, 'PASSED\n');
  });

  test('ends with 1 where something does, and tells what', () => {
    const drift = run('diff', a, write(runLog({ output: 'other' })));
    assert.equal(drift.status, 1);
    assert.deepEqual(drift.lines, ['OUTPUT_DRIFT', '  output', '    - "done"', '    + "other"']);
    const changed = run('diff', a, write(runLog({ tool: 'fetch' })), '--json');
    assert.equal(changed.status, 1);
    assert.equal(JSON.parse(changed.stdout).status, 'TOOLS_CHANGED');
  });
});

describe('replay', () => {
  test('shows the events at the pace of the log, or faster', () => {
    const log = write(runLog());
    const start = performance.now();
    assert.equal(run('replay', log, '--json').lines.length, 4);
    assert(performance.now() - start >= 300); // as the log took
    assert.equal(run('replay', log, '--speed', 'Infinity', '--pattern', 'run.*').lines.length, 2);
  });
});
