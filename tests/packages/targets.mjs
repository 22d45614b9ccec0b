// What the package is proven in: each target is a project, and what is done in it.

import { expectedOfMain } from './shared/proof.js';
import { expectedOfParts } from './shared/proof-parts.js';

/**
 * @typedef {object} Target
 * @property {string} name also of its folder
 * @property {string} title
 * @property {Version} version of the tool
 * @property {string[]} [afterInstall] a command that a script of the tool's package would run; scripts are
 *   not, as some clients of registries forbid them
 * @property {Step[]} steps
 *
 * @typedef {{ command: string[] } | { package: string } | { browser: true }} Version
 *
 * @typedef {object} Step one line of the table
 * @property {string} what
 * @property {string} [version] where it is not the target's
 * @property {string} [needs] a file without which it cannot be run
 * @property {string[]} [build] a command
 * @property {RegExp} [mayWarn] lines of the build that are no fault of the package
 * @property {Bundle} [bundle] what the build made
 * @property {Run} run
 * @property {unknown} expected the JSON that comes of it
 *
 * @typedef {object} Bundle
 * @property {string} path a file, or a folder whose *.js are taken together
 * @property {boolean} [minify] the tool does not do it, so it is done before it is measured
 * @property {boolean} [wasm] files of WebAssembly in the folder count, too
 * @property {string} [runtime] code of the tool's own, that makes code of text where there is no `globalThis`
 * @property {boolean} toolkit whether the toolkit must be in it
 * @property {number} [maxBytes] minified
 *
 * @typedef {{ command: string[], mayPrint?: RegExp, mustPrint?: RegExp }
 *   | { page: string, site?: string }
 *   | { server: string[], ready: RegExp, get: string, selector?: string }} Run
 *   A command prints the JSON, and on stderr nothing but what `mayPrint`, and what it must. A page is a
 *   file of the project, or of a folder in it, and prints it under a strict policy. A server tells its address by the first group of
 *   `ready`, and answers with JSON; or with a page, where it is the text of `selector` in Chromium.
 */

const pick = (names) => Object.fromEntries(names.map((name) => [name, expectedOfParts[name]]));
const everywhere = pick(['bridge', 'toolkit', 'testing', 'serveRefused', 'devtools']);
const withNode = pick(['bridge', 'toolkit', 'testing', 'serve', 'devtoolsRefused']);

/**
 * The three programs that every bundler gets, and that are opened as pages.
 *
 * @param {(name: string) => Omit<Step, 'what' | 'run' | 'expected'> & { page: string, site?: string }} how
 * @returns {Step[]}
 */
function bundled(how) {
  const programs = [
    { name: 'main', what: 'the main entry', toolkit: false, expected: expectedOfMain },
    { name: 'parts', what: 'every entry', toolkit: true, expected: everywhere },
    {
      name: 'shaken',
      what: 'two error classes',
      toolkit: false,
      maxBytes: 5_000,
      expected: ['function', 'function'],
    },
  ];
  return programs.map(({ name, what, toolkit, maxBytes, expected }) => {
    const { page, site, bundle, ...step } = how(name);
    return {
      ...step,
      what: `${what}, in a page`,
      bundle: { ...bundle, toolkit, maxBytes },
      run: { page, site },
      expected,
    };
  });
}

/**
 * The two programs of those that run modules as they are.
 *
 * @param {string[]} runtime
 * @param {string[]} [serving] how it runs a program that opens a socket
 * @returns {Step[]}
 */
const imported = (runtime, serving = runtime) => [
  { what: 'import', run: { command: [...runtime, 'main.js'] }, expected: expectedOfMain },
  {
    what: 'import, every entry',
    run: { command: [...serving, 'parts-node.js'] },
    expected: withNode,
  },
];

/**
 * @param {string[]} runtime
 * @param {{ mayPrint?: RegExp, mustPrint?: RegExp }} [prints] on stderr
 * @returns {Step[]}
 */
const required = (runtime, prints) => [
  {
    what: 'require',
    run: { command: [...runtime, 'main.cjs'], ...prints },
    expected: expectedOfMain,
  },
  {
    what: 'require, every entry',
    run: { command: [...runtime, 'parts.cjs'], ...prints },
    expected: withNode,
  },
];

/** Nodes from 22.12 to before 22.13 say that require() of a module is experimental. */
const experimental = /ExperimentalWarning/;

/** @param {string} version one of those that node-versions has */
function nodeOf(version) {
  return `node_modules/node-${version}-${process.platform}-${process.arch}/bin/node`;
}

/**
 * @param {string} version
 * @param {RegExp} [mustPrint] what require() prints on stderr
 * @returns {Step[]}
 */
function nodeVersion(version, mustPrint) {
  const binary = nodeOf(version);
  const steps = [...imported([binary]), ...required([binary], { mustPrint })];
  return steps.map((step) => ({ ...step, version, needs: binary }));
}

/** Of the workers' project: wrangler wants a newer Node than this project does. */
const wrangler = ['node_modules/.bin/node', 'node_modules/wrangler/bin/wrangler.js'];

/**
 * @param {string} name
 * @param {Pick<Step, 'what' | 'expected'> & Partial<Step> & { toolkit?: boolean }} step
 * @returns {Step}
 */
const worker = (name, { toolkit = false, ...step }) => ({
  build: [...wrangler, 'deploy', `${name}.js`, '--dry-run', '--minify', '--outdir', `out/${name}`],
  bundle: { path: `out/${name}`, wasm: true, toolkit },
  run: {
    server: [...wrangler, 'dev', `${name}.js`, '--ip', '127.0.0.1', '--port', '0'],
    ready: /Ready on (http:\S+)/,
    get: '/',
  },
  ...step,
});

const nextServer = { server: ['next', 'start', '-H', '127.0.0.1', '-p', '0'], ready: /(http:\S+)/ };

/** @type {Target[]} */
export const targets = [
  {
    name: 'node',
    title: 'Node',
    version: { command: ['node', '--version'] },
    steps: [...imported(['node']), ...required(['node'], { mayPrint: experimental })],
  },
  {
    name: 'node-versions',
    title: 'Node',
    version: { command: [nodeOf('26.10.0'), '--version'] },
    steps: [
      ...nodeVersion('20.19.0'),
      ...nodeVersion('22.12.0', experimental),
      ...nodeVersion('26.10.0'),
    ],
  },
  {
    name: 'deno',
    title: 'Deno',
    version: { command: ['deno', '--version'] },
    // The bus is allowed nothing, and needs nothing; Deno's node:http reads the environment.
    steps: imported(['deno', 'run'], ['deno', 'run', '--allow-net', '--allow-env']),
  },
  {
    name: 'bun',
    title: 'Bun',
    version: { command: ['bun', '--version'] },
    afterInstall: ['node', 'node_modules/bun/install.js'],
    steps: [...imported(['bun']), ...required(['bun'])],
  },
  {
    name: 'vite',
    title: 'Vite',
    version: { package: 'vite' },
    steps: bundled((name) => ({
      build: ['vite', 'build', name],
      // It advises against files above 500 kB, as one with every entry is.
      mayWarn: name === 'parts' ? /chunk size limit/ : undefined,
      bundle: { path: `${name}/dist/assets` },
      page: 'index.html',
      site: `${name}/dist`,
    })),
  },
  {
    name: 'webpack',
    title: 'webpack',
    version: { package: 'webpack' },
    steps: bundled((name) => ({
      build: [
        'webpack',
        `./${name}.js`,
        '--mode',
        'production',
        '-o',
        `out/${name}`,
        '--output-filename',
        `${name}.js`,
      ],
      // It advises against files above 244 KiB, which the toolkit's WebAssembly is.
      mayWarn: name === 'parts' ? /size limit|performance|compiled with/ : undefined,
      bundle: { path: `out/${name}`, runtime: 'new Function("return this")()' },
      page: `${name}.html`,
    })),
  },
  {
    name: 'rollup',
    title: 'Rollup',
    version: { package: 'rollup' },
    steps: bundled((name) => ({
      build: ['rollup', `${name}.js`, '-p', 'node-resolve', '-d', `out/${name}`],
      bundle: { path: `out/${name}`, minify: true },
      page: `${name}.html`,
    })),
  },
  {
    name: 'esbuild',
    title: 'esbuild',
    version: { command: ['esbuild', '--version'] },
    steps: bundled((name) => ({
      build: ['esbuild', `${name}.js`, '--bundle', '--minify', `--outdir=out/${name}`],
      bundle: { path: `out/${name}` },
      page: `${name}.html`,
    })),
  },
  {
    name: 'script',
    title: 'script type="module"',
    version: { browser: true },
    steps: [
      {
        what: 'the main entry',
        build: ['cp', '-r', 'node_modules/agent-event-bus/dist', 'out'],
        run: { page: 'main.html' },
        expected: expectedOfMain,
      },
      { what: 'every entry', run: { page: 'parts.html' }, expected: everywhere },
    ],
  },
  {
    name: 'next',
    title: 'Next.js',
    version: { package: 'next' },
    steps: [
      {
        what: 'server component',
        build: ['next', 'build'],
        // That its edge runtime is deprecated, and that it found no cache of an earlier build.
        mayWarn: /edge runtime|edge-runtime|no-cache/i,
        run: { ...nextServer, get: '/', selector: '#server' },
        expected: { main: expectedOfMain, parts: withNode },
      },
      {
        what: 'client component',
        run: { ...nextServer, get: '/', selector: '#client' },
        expected: { main: expectedOfMain, parts: everywhere },
      },
      {
        what: 'edge route',
        run: { ...nextServer, get: '/edge' },
        expected: { main: expectedOfMain, logged: 'search' },
      },
    ],
  },
  {
    name: 'servers',
    title: 'Express, Fastify, Hono',
    version: { package: 'express' },
    steps: ['express', 'fastify', 'hono'].map((framework) => ({
      what: `serveEvents in ${framework}`,
      run: { command: ['node', `${framework}.js`] },
      expected: { tool: 'search', withoutToken: 401 },
    })),
  },
  {
    name: 'workers',
    title: 'Cloudflare Workers',
    version: { package: 'wrangler' },
    steps: [
      worker('main', { what: 'the main entry', expected: expectedOfMain }),
      worker('parts', {
        what: 'every entry',
        expected: pick(['bridge', 'toolkit', 'testing', 'devtoolsRefused']),
        toolkit: true,
      }),
      worker('refused', {
        what: 'the form for everywhere is refused',
        expected: 'CompileError: WebAssembly.Module(): Wasm code generation disallowed by embedder',
      }),
    ],
  },
];
