// npm run build: C++ → build/wasm-release → js/generated → dist, each only if something changed.

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cmakeBuild } from './cmake.mjs';
import { unlessFresh } from './fresh.mjs';
import { inRoot, root } from './paths.mjs';
import { command, say, timed } from './say.mjs';
import { setup } from './setup.mjs';
import { wasmModule } from './wasm-module.mjs';

/** What src/ becomes: each is build/wasm-release/<name>.mjs and .wasm, put into one file. */
const modules = ['core', 'toolkit'];

/** @param {Map<string, string>} tools what setup() found */
export async function build(tools) {
  const emscripten = tools.get('Emscripten');
  await unlessFresh('wasm-modules', {
    inputs: [
      ...['src/core', 'src/toolkit', 'src/bindings'],
      ...['cmake', 'CMakeLists.txt', 'CMakePresets.json'],
      ...['scripts/cmake.mjs', 'scripts/wasm-module.mjs'],
    ],
    outputs: modules.map(generated),
    toolchain: emscripten,
    work: () => buildModules(emscripten),
  });
  await unlessFresh('dist', {
    inputs: ['js', 'package.json', 'scripts/build.mjs'],
    outputs: ['dist/index.js'],
    work: () => timed('Bundling dist', bundle),
  });
}

/** @param {string} name */
function generated(name) {
  return `js/generated/${name}-module.js`;
}

/** @param {string | undefined} emscripten its version */
async function buildModules(emscripten) {
  await cmakeBuild('wasm-release', emscripten);
  mkdirSync(inRoot('js/generated'), { recursive: true });
  for (const name of modules) {
    const built = inRoot(`build/wasm-release/${name}`);
    writeFileSync(inRoot(generated(name)), await wasmModule(`${built}.mjs`, `${built}.wasm`));
  }
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
    chunkNames: 'chunk-[hash]', // also those that are imported dynamically
    format: 'esm',
    target: 'es2022',
    external: ['node:*'], // of the command line
    plugins: [keepGenerated, keepLicenses],
  });
  for (const file of readdirSync(inRoot('js'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.d.ts')) continue;
    mkdirSync(dirname(inRoot(`dist/${file}`)), { recursive: true });
    copyFileSync(inRoot(`js/${file}`), inRoot(`dist/${file}`));
  }
  await saySize(esbuild);
}

/** dist/<name>.js is made of js/<name>.js, or of js/<name>/index.js. */
function entryPoints() {
  const { bin, exports } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const paths = Object.values(exports).map(({ default: path }) => path);
  return [...Object.values(bin), ...paths].flatMap((path) => {
    const [, name] = path?.match(/^(?:\.\/)?dist\/(.*)\.js$/) ?? [];
    if (name === undefined) return [];
    const file = `js/${name}.js`;
    return [{ in: existsSync(inRoot(file)) ? file : `js/${name}/index.js`, out: name }];
  });
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

/**
 * A package that is bundled brings its licence along, in a comment that minifiers keep.
 *
 * @type {import('esbuild').Plugin}
 */
const keepLicenses = {
  name: 'keep-licenses',
  setup({ onLoad }) {
    onLoad({ filter: /\/node_modules\/.*\.m?js$/ }, ({ path }) => {
      const [folder] = path.match(/^.*\/node_modules\/(@[^/]+\/)?[^/]+/);
      const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      const license = readFileSync(`${folder}/LICENSE`, 'utf8');
      return {
        contents: `/*! ${name} ${version}\n\n${license.trim()}\n*/\n${readFileSync(path, 'utf8')}`,
        loader: 'js',
      };
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
    // A chunk that is imported for its order only, and has no effects, is left out: rightly.
    logOverride: { 'ignored-bare-import': 'silent' },
  });
  const [{ contents }] = outputFiles;
  const gzipped = gzipSync(contents, { level: 9 }).length;
  const count = (number) => number.toLocaleString('en');
  say(`The main entry, bundled: ${count(contents.length)} bytes, ${count(gzipped)} gzipped`);
}

if (import.meta.filename === realpathSync(process.argv[1])) {
  await command(async () => build(await setup('start')));
}
