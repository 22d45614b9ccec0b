// Every example in the documentation does what it says.
//
// A ```js block is a program, run as it stands with the package in dist. What it prints is compared
// with its comments: `// → text`, one for each line of output, in order. A block that has none must
// end without an error; a comment behind its console.log must be among what it prints (`a, then b`
// are two lines). ```ts blocks
// are compiled. Blocks marked `no-run` need what is not here: a network, another package.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Inside the package, so that it can import itself by its name. */
const folder = join(root, 'build/docs');
const TIMEOUT_MS = 30_000;

/**
 * @param {string} file
 * @returns {{ language: string, marks: string[], code: string, line: number }[]}
 */
function blocksOf(file) {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms)].map((match) => ({
    language: match[1],
    marks: match[2].split(' ').filter(Boolean),
    code: match[3],
    line: text.slice(0, match.index).split('\n').length + 1,
  }));
}

/** Runs Node, without what the runner of this test tells its children. */
function node(...args) {
  const { NODE_TEST_CONTEXT, NODE_V8_COVERAGE, NODE_OPTIONS, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: root, env, timeout: TIMEOUT_MS });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...output }));
  });
}

/**
 * @param {string} code
 * @param {string} stdout
 */
function compare(code, stdout) {
  const printed = stdout.trimEnd().split('\n');
  const arrows = [...code.matchAll(/\/\/ → ?(.*)$/gm)].map(([, text]) => text);
  if (arrows.length > 0) {
    assert.deepEqual(printed, arrows);
    return;
  }
  for (const [, text] of code.matchAll(/^ *console\.log\(.*\); \/\/ (.*)$/gm)) {
    for (const line of text.split(', then ')) {
      assert(printed.includes(line), `"${line}" is not among what it printed:\n${stdout}`);
    }
  }
}

const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true })
    .map((name) => String(name).replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `docs/${name}`),
];

before(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
});
after(() => rmSync(folder, { recursive: true, force: true }));

for (const document of documents) {
  const blocks = blocksOf(document).filter(({ marks }) => !marks.includes('no-run'));
  const fileOf = ({ line, language }) =>
    join(folder, `${document.replace(/\W/g, '-')}-${line}.${language === 'ts' ? 'ts' : 'mjs'}`);

  describe(`${document}: its programs`, { concurrency: 4 }, () => {
    for (const block of blocks.filter(({ language }) => language === 'js')) {
      test(`line ${block.line}`, async () => {
        const file = fileOf(block);
        writeFileSync(file, block.code);
        const { status, stdout, stderr } = await node(file);
        assert.equal(status, 0, stderr);
        compare(block.code, stdout);
      });
    }
  });

  const typed = blocks.filter(({ language }) => language === 'ts');
  if (typed.length === 0) continue;
  test(`${document}: its TypeScript`, async () => {
    for (const block of typed) writeFileSync(fileOf(block), block.code);
    const { stdout } = await node(
      join(root, 'node_modules/typescript/bin/tsc'),
      ...['--noEmit', '--strict', '--pretty', 'false', '--types', 'node'],
      ...['--target', 'es2022', '--lib', 'es2022,dom,esnext.disposable'],
      ...['--module', 'nodenext', '--ignoreConfig'],
      ...typed.map(fileOf),
    );
    assert.equal(stdout, '');
  });
}

test('links between the documents lead somewhere', () => {
  for (const document of documents) {
    const text = readFileSync(join(root, document), 'utf8').replace(/^```.*?^```$/gms, '');
    for (const [, target, anchor] of text.matchAll(/\]\(([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
      if (/^\w+:/.test(target)) continue;
      const file = target === '' ? document : join(dirname(document), target);
      assert(existsSync(join(root, file)), `${document} links to ${target}`);
      if (anchor === undefined || !file.endsWith('.md')) continue;
      const linked = readFileSync(join(root, file), 'utf8');
      const anchors = [...linked.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
        heading
          .toLowerCase()
          .replace(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-'),
      );
      assert(anchors.includes(anchor), `${document} links to ${target}#${anchor}`);
    }
  }
});

test('examples/tool-runner.test.mjs passes', async () => {
  const { status, stdout, stderr } = await node(
    '--test',
    '--test-reporter=tap',
    'examples/tool-runner.test.mjs',
  );
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^# pass 5$/m);
});
