// npm run build: C++ → build/wasm-release → js/generated → dist, each only if something changed.

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cmakeBuild } from './cmake.mjs';
import { keepConstants } from './constants.mjs';
import { unlessFresh } from './fresh.mjs';
import { inRoot, root } from './paths.mjs';
import { command, say, timed } from './say.mjs';
import { setup } from './setup.mjs';
import { generatedFiles, generateModule } from './wasm-module.mjs';

/** What src/ becomes: each is build/wasm-release/<name>.mjs and .wasm, put into one file. */
const modules = ['core', 'toolkit'];

/**
 * For whom dist is bundled. Both are the same code over the two forms of the generated modules.
 *
 * @typedef {object} Form
 * @property {string} condition the condition of the exports map that leads to its entry points
 * @property {string} folder
 * @property {string} generated where its generated modules are
 *
 * @type {Form[]}
 */
const forms = [
  { condition: 'default', folder: 'dist', generated: 'js/generated' },
  { condition: 'workerd', folder: 'dist/edge', generated: 'js/generated/edge' },
];

/** @param {Map<string, string>} tools what setup() found */
export async function build(tools) {
  const emscripten = tools.get('Emscripten');
  await unlessFresh('wasm-modules', {
    inputs: [
      ...['src/core', 'src/toolkit', 'src/bindings'],
      ...['cmake', 'CMakeLists.txt', 'CMakePresets.json'],
      ...['scripts/cmake.mjs', 'scripts/wasm-module.mjs'],
    ],
    outputs: modules.flatMap(generatedFiles),
    toolchain: emscripten,
    work: () => buildModules(emscripten),
  });
  await unlessFresh('dist', {
    inputs: ['js', 'package.json', 'scripts/build.mjs', 'scripts/constants.mjs'],
    outputs: ['dist/index.js'],
    work: () => timed('Bundling dist', bundle),
  });
}

/**
 * Files of js/ that become files of their own in dist, beside the entries: whoever needs no more than these
 * must not get the rest. Webpack drops what is not used by the file, and not always within one.
 */
const apart = ['errors', 'toolkit/errors'];

/** @param {string | undefined} emscripten its version */
async function buildModules(emscripten) {
  await cmakeBuild('wasm-release', emscripten);
  for (const name of modules) await generateModule(name, 'build/wasm-release');
}

/** Every entry of the exports map, in every form, with what its entries share in chunks; and the types. */
async function bundle() {
  const { build: esbuild } = await import('esbuild'); // here, because set-up may have installed it
  rmSync(inRoot('dist'), { recursive: true, force: true });
  for (const form of forms) {
    mkdirSync(inRoot(form.folder), { recursive: true });
    await esbuild({
      absWorkingDir: root,
      entryPoints: entryPoints(form),
      outdir: form.folder,
      bundle: true,
      splitting: true,
      chunkNames: 'chunk-[hash]', // also those that are imported dynamically
      format: 'esm',
      target: 'es2022',
      external: ['node:*'], // of the command line
      plugins: [keepGenerated(form), keepLicenses, keepConstants],
    });
  }
  for (const file of readdirSync(inRoot('js'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.d.ts')) continue;
    mkdirSync(dirname(inRoot(`dist/${file}`)), { recursive: true });
    copyFileSync(inRoot(`js/${file}`), inRoot(`dist/${file}`));
  }
  await saySize(esbuild);
}

/**
 * <folder>/<name>.js is made of js/<name>.js, or of js/<name>/index.js.
 *
 * @param {Form} form
 */
function entryPoints({ condition, folder }) {
  const { bin, exports } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const paths = Object.values(exports).map((entry) => entry[condition]);
  const programs = condition === 'default' ? Object.values(bin) : [];
  const names = [...programs, ...paths].flatMap((path) =>
    path?.endsWith('.js') ? relative(folder, path).replace(/\.js$/, '') : [],
  );
  return [...names, ...apart].map((name) => {
    const file = `js/${name}.js`;
    return { in: existsSync(inRoot(file)) ? file : `js/${name}/index.js`, out: name };
  });
}

/**
 * Generated modules are minified as they are, and stay files of their own: the rest of dist is to be
 * readable. What they import is copied, too.
 *
 * @param {Form} form
 * @returns {import('esbuild').Plugin}
 */
const keepGenerated = ({ folder, generated }) => ({
  name: 'keep-generated',
  setup({ onResolve }) {
    onResolve({ filter: /\/generated\// }, ({ path }) => {
      const file = basename(path);
      for (const name of [file, file.replace('-module.js', '.wasm')]) {
        const from = inRoot(`${generated}/${name}`);
        if (existsSync(from)) copyFileSync(from, inRoot(`${folder}/${name}`));
      }
      return { path: `./${file}`, external: true, sideEffects: false };
    });
  },
});

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
