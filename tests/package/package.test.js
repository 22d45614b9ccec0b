// What users get: the packed tarball, installed in an empty folder.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const MAX_GZIPPED_BYTES = 30_000;
const MAX_TOOLKIT_GZIPPED_BYTES = 180_000;
const MAX_DEVTOOLS_GZIPPED_BYTES = 110_000;

let folder;
let packed;
before(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'agent-event-bus-')));
  const npm = (args, cwd) => execFileSync('npm', args, { cwd, encoding: 'utf8' });
  [packed] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder], root));
  writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}');
  npm(['install', '--offline', '--no-audit', '--no-fund', `./${packed.filename}`], folder);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program in the folder, and returns what it printed. */
function run(name, program, ...nodeOptions) {
  writeFileSync(join(folder, name), program);
  const { status, stdout, stderr } = spawnSync(process.execPath, [...nodeOptions, name], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  assert.equal(stderr, '');
  return stdout;
}

const use = `
  const bus = new EventBus();
  bus.subscribe('tool.*', (topic, event) => console.log(topic, event.tool));
  bus.publish('tool.called', { tool: 'search' });
`;

const useToolkit = `
  import { EventBus } from 'agent-event-bus';
  import { EventLog, redact, trace } from 'agent-event-bus/toolkit';
  const bus = new EventBus();
  const [log, traced] = [new EventLog(bus), trace(bus)];
  bus.publish('tool.called', { callId: '1', tool: 'search' });
  const [{ event }] = log.query();
  console.log(event.tool, traced.report().tools.search.calls, redact({ password: 'hunter2hunter2' }).password);
`;

describe('the tarball', () => {
  test('has the files that it should have, and no others', () => {
    // The names of chunks, which entry points share, end in a hash.
    const paths = packed.files.map(({ path }) => path);
    const chunksIn = (where) =>
      paths.filter((path) => new RegExp(`^${where}/chunk-[A-Z0-9]+\\.js$`).test(path)).sort();
    assert.deepEqual(paths.sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/agent-events.d.ts',
      'dist/bridge.js',
      'dist/bridge/index.d.ts',
      ...chunksIn('dist'),
      'dist/cli.js',
      'dist/core-module.js',
      'dist/devtools.js',
      'dist/devtools/index.d.ts',
      'dist/edge/bridge.js',
      ...chunksIn('dist/edge'),
      'dist/edge/core-module.js',
      'dist/edge/core.wasm',
      'dist/edge/errors.js',
      'dist/edge/index.js',
      'dist/edge/redis.js',
      'dist/edge/serve.js',
      'dist/edge/testing.js',
      'dist/edge/toolkit-module.js',
      'dist/edge/toolkit.js',
      'dist/edge/toolkit.wasm',
      'dist/edge/toolkit/errors.js',
      'dist/errors.js',
      'dist/index.d.ts',
      'dist/index.js',
      'dist/redis.d.ts',
      'dist/redis.js',
      'dist/serve.js',
      'dist/serve/index.d.ts',
      'dist/testing.d.ts',
      'dist/testing.js',
      'dist/toolkit-module.js',
      'dist/toolkit.js',
      'dist/toolkit/errors.js',
      'dist/toolkit/index.d.ts',
      'dist/toolkit/types/budget.d.ts',
      'dist/toolkit/types/common.d.ts',
      'dist/toolkit/types/errors.d.ts',
      'dist/toolkit/types/event-log.d.ts',
      'dist/toolkit/types/instrument.d.ts',
      'dist/toolkit/types/jsonl-sink.d.ts',
      'dist/toolkit/types/log-reader.d.ts',
      'dist/toolkit/types/notify.d.ts',
      'dist/toolkit/types/redactor.d.ts',
      'dist/toolkit/types/replay.d.ts',
      'dist/toolkit/types/serialize.d.ts',
      'dist/toolkit/types/snapshot.d.ts',
      'dist/toolkit/types/step-log.d.ts',
      'dist/toolkit/types/tap-fetch.d.ts',
      'dist/toolkit/types/trace.d.ts',
      'dist/topics.d.ts',
      'package.json',
    ]);
  });

  test('keeps classes and constants constant, so that V8 takes them as known', () => {
    const dist = join(folder, 'node_modules/agent-event-bus/dist');
    const text = readdirSync(dist)
      .filter((name) => name.endsWith('.js') && !name.endsWith('-module.js'))
      .map((name) => readFileSync(join(dist, name), 'utf8'))
      .join('\n');
    assert.match(text, /^const EventBus = class /m);
    assert.match(text, /^const MAX_TOPICS = /m);
    for (const [line, name] of text.matchAll(/^var ([\w$]+) = .*/gm)) {
      const assignment = new RegExp(`(\\+\\+${name}|${name}(\\+\\+| [-+|&?]*= ))`, 'g');
      assert.ok(text.match(assignment).length > 1, line);
    }
  });

  test('brings no dependency and no install script', () => {
    const read = (path) => JSON.parse(readFileSync(join(folder, path), 'utf8'));
    const { dependencies, optionalDependencies, peerDependenciesMeta, scripts } = read(
      'node_modules/agent-event-bus/package.json',
    );
    assert.equal(dependencies, undefined);
    assert.equal(optionalDependencies, undefined);
    const optional = { optional: true };
    assert.deepEqual(peerDependenciesMeta, { ioredis: optional, redis: optional });
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) {
      assert.equal(scripts[name], undefined);
    }
    const installed = readdirSync(join(folder, 'node_modules')).filter((name) => name[0] !== '.');
    assert.deepEqual(installed, ['agent-event-bus']);
  });
});

describe('as the linters of packages see it', () => {
  const lint = (tool, ...args) =>
    spawnSync(process.execPath, [join(root, 'node_modules', tool), packed.filename, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });

  test('publint has nothing to say', () => {
    const { status, stdout, stderr } = lint('publint/src/cli.js', '--strict');
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /All good!/);
  });

  test('the types and the code are found by the same rules, says attw', () => {
    // The package is ESM only. Where CommonJS requires it, attw warns that Node cannot; but Node
    // can since 20.19, the oldest that the package supports. The resolution that knows no exports
    // maps ("node10") is of Nodes that are older still. This profile leaves out these two.
    const profile = ['--profile', 'esm-only'];
    const args = [...profile, '--format', 'ascii', '--no-color', '--no-emoji'];
    const { status, stdout, stderr } = lint('@arethetypeswrong/cli/dist/index.js', ...args);
    assert.equal(status, 0, stdout + stderr);
  });
});

describe('in Node', () => {
  test('import works, with no await and no set-up', () => {
    const program = `import { EventBus } from 'agent-event-bus';${use}`;
    assert.equal(run('import.mjs', program), 'tool.called search\n');
  });

  test('require works, and gives the same classes', () => {
    const [major, minor] = process.versions.node.split('.').map(Number);
    // Node 22.12 prints a warning that require() of ES modules is experimental.
    const options = major === 22 && minor < 13 ? ['--no-warnings'] : [];
    const program = `const { EventBus } = require('agent-event-bus');${use}
      import('agent-event-bus').then((imported) => console.log(imported.EventBus === EventBus));`;
    assert.equal(run('require.cjs', program, ...options), 'tool.called search\ntrue\n');
  });

  test('its helpers for tests work', () => {
    const program = `
      import { EventBus } from 'agent-event-bus';
      import { capture, EventAssertionError, expectEvent } from 'agent-event-bus/testing';
      const bus = new EventBus();
      const captured = capture(bus, '**');
      bus.publish('tool.called', { tool: 'search' });
      console.log(captured.topics.join());
      await expectEvent(bus, 't', { timeoutMs: 1 }).catch((error) => {
        console.log(error instanceof EventAssertionError, error.code);
      });`;
    assert.equal(run('testing.mjs', program), 'tool.called\ntrue ERR_ASSERTION\n');
  });

  test('a bus is joined with another, and served', () => {
    const program = `
      import { EventBus } from 'agent-event-bus';
      import { bridge, connectEvents } from 'agent-event-bus/bridge';
      import { serveEvents } from 'agent-event-bus/serve';
      const { port1, port2 } = new MessageChannel();
      const [here, there] = [new EventBus(), new EventBus()];
      bridge(here, port1, { send: '**' });
      bridge(there, port2, { receive: '**' });
      const server = serveEvents(there);
      const ui = connectEvents((await server.listen()).url, { token: server.token, from: 'start' });
      const waiting = ui.once('tool.*', { timeoutMs: 30_000 });
      here.publish('tool.called', { tool: 'search' });
      console.log((await waiting).event.tool);
      ui.close();
      port1.close();
      await server.close();`;
    assert.equal(run('bridge.mjs', program), 'search\n');
  });

  test('the entry for Redis needs no client to be imported, and takes one of either kind', () => {
    const program = `
      import { AsyncEventBus, BusError } from 'agent-event-bus';
      import { BackpressureError, RedisEventBus } from 'agent-event-bus/redis';
      try {
        new RedisEventBus({ client: {} });
      } catch (error) {
        console.log(error.code, error.message);
      }
      console.log(RedisEventBus.matches('tool.*', 'tool.called'));
      console.log(BackpressureError.prototype instanceof BusError);`;
    const message = 'client must be a client of node-redis or ioredis, not an object';
    assert.equal(run('redis.mjs', program), `ERR_INVALID_ARGUMENT ${message}\ntrue\ntrue\n`);
  });

  test('works where strings cannot become code, and so does the toolkit', () => {
    const program = `import { EventBus } from 'agent-event-bus';${use}`;
    const option = '--disallow-code-generation-from-strings';
    assert.equal(run('no-eval.mjs', program, option), 'tool.called search\n');
    assert.equal(run('no-eval-toolkit.mjs', useToolkit, option), 'search 1 [REDACTED:field]\n');
  });

  test('the toolkit is there by import and by require', () => {
    assert.equal(run('toolkit.mjs', useToolkit), 'search 1 [REDACTED:field]\n');
    const [major, minor] = process.versions.node.split('.').map(Number);
    const options = major === 22 && minor < 13 ? ['--no-warnings'] : [];
    const required = useToolkit.replaceAll(/import (.*) from ('.*');/g, 'const $1 = require($2);');
    assert.equal(run('toolkit.cjs', required, ...options), 'search 1 [REDACTED:field]\n');
  });

  test('the devtools can be imported, where there is no page', () => {
    const program = `
      import { AgentEventBusDevtools } from 'agent-event-bus/devtools';
      try {
        new AgentEventBusDevtools();
      } catch (error) {
        console.log(error.name, error.code);
      }`;
    assert.equal(run('devtools.mjs', program), 'BusError ERR_NOT_BROWSER\n');
  });

  test('the command line is there, and needs nothing else', () => {
    writeFileSync(join(folder, 'run.jsonl'), '{"seq":1,"time":0,"topic":"a.b","event":{"n":1}}\n');
    const command = join(folder, 'node_modules/.bin/agent-event-bus');
    const { stdout, stderr } = spawnSync(command, ['tail', 'run.jsonl'], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(stderr, '');
    assert.equal(stdout, '00:00:00.000      1 a.b                  {"n":1}\n');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const asked = spawnSync(command, ['--version'], { cwd: folder, encoding: 'utf8' });
    assert.equal(asked.stdout, `${version}\n`);
  });

  test('import alone does nothing: no WebAssembly, no listeners, no globals', () => {
    const program = `
      const { Module, Instance } = WebAssembly;
      WebAssembly.Module = WebAssembly.Instance = function () { throw new Error('too early'); };
      const globals = Object.getOwnPropertyNames(globalThis).join();
      const events = () => process.eventNames().join();
      const before = events();
      await import('agent-event-bus/toolkit');
      const { EventBus } = await import('agent-event-bus');
      new EventBus();
      Object.assign(WebAssembly, { Module, Instance });
      {${use}}
      console.log(globals === Object.getOwnPropertyNames(globalThis).join(), before === events());`;
    assert.equal(run('side-effects.mjs', program), 'tool.called search\ntrue true\n');
  });

  test('a program ends when it is done', () => {
    const program = `import { EventBus } from 'agent-event-bus';
      const bus = new EventBus();
      bus.subscribe('t', async () => {});
      await bus.publishAsync('t');
      console.log('end');`;
    assert.equal(run('end.mjs', program), 'end\n');
  });
});

describe('in a browser bundle', () => {
  const bundle = async (source) => {
    const { outputFiles } = await build({
      stdin: { contents: source, resolveDir: folder },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      logLevel: 'error',
    });
    return outputFiles[0].text;
  };

  test(`is at most ${MAX_GZIPPED_BYTES} bytes gzipped, WebAssembly included`, async (t) => {
    const code = await bundle(`export * from 'agent-event-bus'`);
    const size = gzipSync(code, { level: 9 }).length;
    t.diagnostic(`${size} bytes gzipped, ${code.length} plain`);
    assert(size <= MAX_GZIPPED_BYTES, `${size} bytes`);
  });

  test('has no eval, no process hook, and fetches nothing', async () => {
    const code = await bundle(`export * from 'agent-event-bus'`);
    for (const forbidden of [
      /\beval\(/,
      /\bFunction\(/,
      /process\.on/,
      /\bfetch\(/,
      /XMLHttpRequest/,
      /importScripts/,
      /import\.meta/,
      /\brequire\(/,
    ]) {
      assert.doesNotMatch(code, forbidden);
    }
  });

  test('of the toolkit, has no eval, imports nothing of Node, and says how large it is', async (t) => {
    const code = await bundle(`export * from 'agent-event-bus/toolkit'`);
    const size = gzipSync(code, { level: 9 }).length;
    t.diagnostic(`${size} bytes gzipped, ${code.length} plain, the bus included`);
    assert(size <= MAX_TOOLKIT_GZIPPED_BYTES, `${size} bytes`);
    for (const forbidden of [
      /\beval\(/,
      /\bFunction\(/,
      /XMLHttpRequest/,
      /importScripts/,
      /import\.meta/,
      /\brequire\(/,
      /\bimport\b[^.]*["']node:/,
    ]) {
      assert.doesNotMatch(code, forbidden);
    }
  });

  test('of the devtools, keeps the element and the licence of what is in it', async (t) => {
    const { outputFiles } = await build({
      stdin: { contents: `import 'agent-event-bus/devtools'`, resolveDir: folder },
      bundle: true,
      splitting: true, // without the toolkit, which is imported later
      outdir: folder,
      minify: true,
      format: 'esm',
      write: false,
      logLevel: 'error',
    });
    const { text } = outputFiles.find(({ path }) => path.endsWith('stdin.js'));
    assert.match(text, /customElements\.define\(/);
    assert.match(text, /Copyright \(c\) \d+ Leon Sorokin[\s\S]*Permission is hereby granted/);
    for (const forbidden of [/\beval\(/, /\bFunction\(/, /XMLHttpRequest/]) {
      assert.doesNotMatch(text, forbidden);
    }
    const size = gzipSync(text, { level: 9 }).length;
    t.diagnostic(
      `${size} bytes gzipped, ${text.length} plain, the bus included, without the toolkit`,
    );
    assert(size <= MAX_DEVTOOLS_GZIPPED_BYTES, `${size} bytes`);
  });

  test('leaves nothing behind where only an error class is used', async () => {
    const code = await bundle(
      `import { TopicError } from 'agent-event-bus'; console.log(TopicError.name)`,
    );
    assert(code.length < 2_500, `${code.length} bytes`);
  });
});

describe('for TypeScript', () => {
  const program = `
    import { EventBus, type Subscription } from 'agent-event-bus';
    import { capture } from 'agent-event-bus/testing';
    import { EventLog, jsonlSink, type LogEntry } from 'agent-event-bus/toolkit';
    const bus = new EventBus();
    const log = new EventLog(bus, { bytes: 1_048_576 });
    const entry: LogEntry | undefined = log.query({ pattern: 'tool.*' })[0];
    const flushed: Promise<void> = jsonlSink(bus, 'run.jsonl', { fsync: 'batch' }).flush();
    console.log(entry?.seq, flushed);
    // @ts-expect-error
    jsonlSink(bus, 'run.jsonl', { fsync: 'always' });
    const subscription: Subscription = bus.subscribe('tool.*', (topic, event) => {
      if (topic === 'tool.failed') console.log(event.error.message.length);
    });
    subscription.unsubscribe();
    const length: number = capture(bus, 'tool.failed')[0].event.error.message.length;
    console.log(length);
    // @ts-expect-error
    bus.publish(1);
  `;
  for (const [module, moduleResolution, ...conditions] of [
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
    ['esnext', 'bundler', '--customConditions', 'workerd'],
  ]) {
    const how = [moduleResolution, ...conditions].join(' ');
    test(`the types are found and right under moduleResolution ${how}`, () => {
      writeFileSync(join(folder, 'types.ts'), program);
      const options = [
        '--strict',
        '--noEmit',
        '--target',
        'es2022',
        '--types',
        '',
        '--pretty',
        'false',
      ];
      const libraries = ['--lib', 'es2022,dom,esnext.disposable'];
      const { stdout } = spawnSync(
        process.execPath,
        [
          join(root, 'node_modules/typescript/bin/tsc'),
          ...options,
          ...libraries,
          ...['--module', module, '--moduleResolution', moduleResolution],
          ...[...conditions, 'types.ts'],
        ],
        { cwd: folder, encoding: 'utf8' },
      );
      assert.equal(stdout, '');
    });
  }
});
