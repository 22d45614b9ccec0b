// npm run build: C++ → build/wasm-release → js/generated → dist, each only if something changed.

import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cmakeBuild } from './cmake.mjs';
import { coreModule } from './core-module.mjs';
import { unlessFresh } from './fresh.mjs';
import { inRoot, root } from './paths.mjs';
import { command, say, timed } from './say.mjs';
import { setup } from './setup.mjs';

const generated = 'js/generated/core-module.js';

/** @param {Map<string, string>} tools what setup() found */
export async function build(tools) {
  const emscripten = tools.get('Emscripten');
  await unlessFresh('core-module', {
    inputs: ['src/core', 'src/bindings', 'cmake', 'CMakeLists.txt', 'CMakePresets.json', 'scripts'],
    outputs: [generated],
    toolchain: emscripten,
    work: () => buildCoreModule(emscripten),
  });
  await unlessFresh('dist', {
    inputs: ['js', 'package.json', 'scripts'],
    outputs: ['dist/index.js'],
    work: () => timed('Bundling dist', bundle),
  });
}

/** @param {string | undefined} emscripten its version */
async function buildCoreModule(emscripten) {
  await cmakeBuild('wasm-release', emscripten);
  const [glue, wasm] = ['core.mjs', 'core.wasm'].map((name) =>
    inRoot(`build/wasm-release/${name}`),
  );
  const module = await coreModule(glue, wasm);
  mkdirSync(inRoot('js/generated'), { recursive: true });
  writeFileSync(inRoot(generated), module);
}

/** Every entry of the exports map, with what they share in chunks. */
async function bundle() {
  const { build: esbuild } = await import('esbuild'); // here, because set-up may have installed it
  rmSync(inRoot('dist'), { recursive: true, force: true });
  mkdirSync(inRoot('dist'));
  await esbuild({
    absWorkingDir: root,
    entryPoints: entryPoints(),
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    plugins: [keepGenerated],
  });
  for (const file of readdirSync(inRoot('js'))) {
    if (file.endsWith('.d.ts')) copyFileSync(inRoot(`js/${file}`), inRoot(`dist/${file}`));
  }
  await saySize(esbuild);
}

function entryPoints() {
  const { exports } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  return Object.values(exports).flatMap(({ default: path }) =>
    path?.endsWith('.js') ? [path.replace('./dist/', 'js/')] : [],
  );
}

/**
 * Generated modules are minified as they are, and stay files of their own: the rest of dist is to be
 * readable.
 *
 * @type {import('esbuild').Plugin}
 */
const keepGenerated = {
  name: 'keep-generated',
  setup({ onResolve }) {
    onResolve({ filter: /\/generated\// }, ({ path }) => {
      const file = basename(path);
      copyFileSync(inRoot(`js/generated/${file}`), inRoot(`dist/${file}`));
      return { path: `./${file}`, external: true, sideEffects: false };
    });
  },
};

/** @param {typeof import('esbuild').build} esbuild */
async function saySize(esbuild) {
  const { outputFiles } = await esbuild({
    entryPoints: [inRoot('dist/index.js')],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  const [{ contents }] = outputFiles;
  const gzipped = gzipSync(contents, { level: 9 }).length;
  const count = (number) => number.toLocaleString('en');
  say(`The main entry, bundled: ${count(contents.length)} bytes, ${count(gzipped)} gzipped`);
}

if (import.meta.filename === realpathSync(process.argv[1])) {
  await command(async () => build(await setup('start')));
}
