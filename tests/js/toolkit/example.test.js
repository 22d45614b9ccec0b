// The example agent comes to the end, and its replay to the same trace and snapshot.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const agent = fileURLToPath(new URL('../../../examples/agent.mjs', import.meta.url));

test('examples/agent.mjs replays its own log, with the same trace and snapshot', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-'));
  try {
    const audited = join(folder, 'audited'); // apart from the log
    mkdirSync(audited);
    writeFileSync(join(audited, 'README.md'), 'TODO: write it\n');
    const { NODE_TEST_CONTEXT, NODE_V8_COVERAGE, NODE_OPTIONS, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [agent, audited], {
      cwd: folder,
      encoding: 'utf8',
      env,
    });
    assert.equal(status, 0, stderr);
    assert.equal(stderr, '');
    assert.match(stdout, /• 1 lines with TODO or FIXME/);
    const [, logged] = stdout.match(/^Log: (\d+) events in agent-run\.jsonl$/m);
    const replayed = `Replayed ${logged} events: trace identical, snapshot identical (PASSED)`;
    assert(stdout.includes(replayed), stdout);
    const lines = readFileSync(join(folder, 'agent-run.jsonl'), 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, Number(logged) + 1); // and a header
  } finally {
    rmSync(folder, { recursive: true });
  }
});
