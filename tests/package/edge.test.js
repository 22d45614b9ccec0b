// The form of the package for runtimes that refuse to compile bytes, without such a runtime: in a Node
// that is told to follow the condition, and that imports a .wasm file as they do.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const entries = Object.entries(exports).filter(([, entry]) => typeof entry !== 'string');

/** Makes Node a runtime that follows the condition, and imports .wasm files. */
const asOnAnEdge = [
  '--conditions=workerd',
  `--import=data:text/javascript,${encodeURIComponent(`
    import { register } from 'node:module';
    register(${JSON.stringify(new URL('wasm-hooks.js', import.meta.url).href)});`)}`,
];

/** What such a runtime does. */
const refuse = `WebAssembly.Module = function () { throw new Error('refused'); };`;

let folder;
before(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'agent-event-bus-edge-')));
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
  });
  const [{ filename }] = JSON.parse(packed);
  execFileSync('tar', ['xzf', filename], { cwd: folder });
  cpSync(join(folder, 'package'), join(folder, 'node_modules/agent-event-bus'), {
    recursive: true,
  });
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** @param {string[]} options of Node */
function run(program, ...options) {
  writeFileSync(join(folder, 'program.mjs'), program);
  const { stdout, stderr } = spawnSync(process.execPath, [...options, 'program.mjs'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return stdout + stderr;
}

const program = `
  import { EventBus } from 'agent-event-bus';
  import { capture } from 'agent-event-bus/testing';
  import { EventLog, redact } from 'agent-event-bus/toolkit';
  ${refuse}
  const bus = new EventBus();
  const captured = capture(bus, 'tool.*');
  const log = new EventLog(bus);
  bus.publish('tool.called', { tool: 'search' });
  console.log(captured.topics.join(), log.query()[0].event.tool, redact({ password: 'hunter2hunter2' }).password);`;

test('every entry has both conditions, which lead to the same file; but that of pages', () => {
  for (const [name, entry] of entries) {
    if (name === './devtools') continue;
    assert.deepEqual(Object.keys(entry), ['types', 'workerd', 'edge-light', 'default'], name);
    assert.equal(entry.workerd, entry.default.replace('./dist/', './dist/edge/'), name);
    assert.equal(entry['edge-light'], entry.workerd, name);
  }
});

test('it exports what the other form exports', () => {
  const names = entries.map(([name]) => name.replace('.', 'agent-event-bus'));
  const list = `
    for (const name of ${JSON.stringify(names)}) {
      console.log(name, Object.keys(await import(name)).join());
    }`;
  const everywhere = run(list);
  assert.match(everywhere, /^agent-event-bus AsyncEventBus,/);
  assert.equal(run(list, ...asOnAnEdge), everywhere);
});

test('it works where bytes cannot be compiled', () => {
  const printed = run(program, ...asOnAnEdge);
  assert.equal(printed, 'tool.called search [REDACTED:field]\n');
});

test('where the other form does not', () => {
  assert.match(run(program), /Error: refused/);
});

test('it has no bytes of WebAssembly in its JavaScript', () => {
  for (const name of ['core', 'toolkit']) {
    const edge = readFileSync(join(root, `dist/edge/${name}-module.js`), 'utf8');
    const other = readFileSync(join(root, `dist/${name}-module.js`), 'utf8');
    assert.match(edge, new RegExp(`^import wasm from './${name}\\.wasm\\?module';$`, 'm'));
    assert(other.length > edge.length + readFileSync(join(root, `dist/edge/${name}.wasm`)).length);
  }
});
