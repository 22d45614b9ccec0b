// Performs the steps of a target in its project.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { transform } from 'esbuild';
import { exec, withServer } from './exec.mjs';
import { printedByPage, textInPage } from './pages.mjs';
import { NotRunError } from './project.mjs';

/** A word of the toolkit that no minifier changes. */
const MARK_OF_TOOLKIT = '[REDACTED:';

const MAKES_CODE_OF_TEXT = [/\beval\(/, /\bnew Function\b/];

/**
 * @param {import('./targets.mjs').Step} step
 * @param {string} project
 * @returns {Promise<{ bytes: number, gzipped: number } | undefined>} of the bundle, if there is one
 * @throws {NotRunError} if it cannot be tried here; else if anything is not as it should be
 */
export async function perform({ needs, build, mayWarn, bundle, run, expected }, project) {
  if (needs !== undefined && !existsSync(join(project, needs)))
    throw new NotRunError(`no ${needs}`);
  if (build !== undefined) await checkBuild(build, mayWarn, project);
  const size = bundle && (await checkBundle(bundle, project));
  assert.deepEqual(JSON.parse(await resultOf(run, project)), expected);
  return size;
}

/**
 * @param {string[]} command
 * @param {RegExp | undefined} mayWarn
 * @param {string} project
 */
async function checkBuild(command, mayWarn, project) {
  const { status, stdout, stderr } = await exec(command, project);
  assert.equal(status, 0, `${command.join(' ')}\n${stdout}${stderr}`);
  const warnings = `${stdout}\n${stderr}`
    .split('\n')
    .filter((line) => /warn|⚠|deprecat|could not|circular|unresolved/i.test(line))
    .filter((line) => !mayWarn?.test(line));
  assert.deepEqual(warnings, [], `${command.join(' ')} warns`);
}

/**
 * @param {import('./targets.mjs').Bundle} bundle
 * @param {string} project
 */
async function checkBundle(bundle, project) {
  const { path, minify = false, wasm = false, runtime = '', toolkit, maxBytes } = bundle;
  const files = filesOf(join(project, path), wasm ? /\.js$|\.wasm\b/ : /\.js$/);
  assert.notEqual(files.length, 0, `${path} is empty`);
  const code = files
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const ours = code.replaceAll(runtime, '');
  for (const pattern of MAKES_CODE_OF_TEXT) assert(!pattern.test(ours), `${path} has ${pattern}`);
  assert.equal(code.includes(MARK_OF_TOOLKIT), toolkit, 'whether the toolkit is in the bundle');
  const size = { bytes: 0, gzipped: 0 };
  for (const file of files) {
    let content = readFileSync(file);
    if (minify) {
      const minified = await transform(content.toString(), { minify: true, format: 'esm' });
      content = Buffer.from(minified.code);
    }
    size.bytes += content.length;
    size.gzipped += gzipSync(content, { level: 9 }).length;
  }
  if (maxBytes !== undefined) assert(size.bytes <= maxBytes, `${size.bytes} bytes`);
  return size;
}

/**
 * @param {string} path
 * @param {RegExp} pattern
 */
function filesOf(path, pattern) {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => pattern.test(file))
    .map((file) => join(path, file));
}

/**
 * @param {import('./targets.mjs').Run} run
 * @param {string} project
 * @returns {Promise<string>} JSON
 */
async function resultOf(run, project) {
  if ('page' in run) return printedByPage(run.page, join(project, run.site ?? ''));
  if ('server' in run) {
    const { server, ready, get, selector } = run;
    return withServer(server, project, ready, async (url) => {
      const address = new URL(get, url).href;
      if (selector !== undefined) return textInPage(address, selector);
      const response = await fetch(address);
      return response.text();
    });
  }
  const { command, mayPrint, mustPrint } = run;
  const { status, stdout, stderr } = await exec(command, project);
  assert.equal(status, 0, stderr);
  if (mustPrint !== undefined) assert.match(stderr, mustPrint);
  else assert.equal(stderr.replace(mayPrint ?? '', ''), '');
  return stdout;
}
