// The tools that the checkout needs besides Node: what each is for, how to find it, how it is called
// in the package managers.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ask } from './run.mjs';

/**
 * @typedef {'start' | 'test'} Purpose
 *
 * @typedef {object} Requirement
 * @property {string} name
 * @property {Purpose[]} purposes
 * @property {() => Promise<string | undefined>} find its version or place; undefined if missing
 * @property {string} apt the package, or several with blanks between them
 * @property {string} [brew] the formula
 * @property {string} [macos] the command where there is no formula
 * @property {boolean} [fetched] CMake downloads it where it is missing
 */

/** @type {Requirement[]} */
export const requirements = [
  {
    name: 'Emscripten',
    purposes: ['start', 'test'],
    find: async () => version(await ask(['emcc', '--version'])),
    apt: 'emscripten',
    brew: 'emscripten',
  },
  {
    name: 'CMake',
    purposes: ['start', 'test'],
    find: async () => version(await ask(['cmake', '--version'])),
    apt: 'cmake',
    brew: 'cmake',
  },
  {
    name: 'Ninja',
    purposes: ['start', 'test'],
    find: async () => version(await ask(['ninja', '--version'])),
    apt: 'ninja-build',
    brew: 'ninja',
  },
  {
    name: 'Git',
    purposes: ['start', 'test'],
    find: async () => version(await ask(['git', '--version'])),
    apt: 'git',
    brew: 'git',
  },
  {
    name: 'C++ compiler',
    purposes: ['test'],
    find: findCompiler,
    apt: 'g++',
    macos: 'xcode-select --install',
  },
  {
    name: 'Clang',
    purposes: ['test'],
    find: findFuzzer,
    apt: 'clang libclang-rt-dev', // of which the one only recommends the other
    brew: 'llvm',
  },
  {
    name: 'Catch2',
    purposes: ['test'],
    find: async () => findHeader('catch2/catch_all.hpp') ?? findHeader('catch2/catch.hpp'),
    apt: 'catch2',
    brew: 'catch2',
    fetched: true,
  },
  {
    name: 'nlohmann/json',
    purposes: ['start', 'test'],
    find: async () => findHeader('nlohmann/json.hpp'),
    apt: 'nlohmann-json3-dev',
    brew: 'nlohmann-json',
    fetched: true,
  },
  {
    name: 'Redis server',
    purposes: ['test'],
    find: async () => version(await ask([process.env.REDIS_SERVER ?? 'redis-server', '--version'])),
    apt: 'redis-server',
    brew: 'redis',
  },
  {
    name: 'Chromium',
    purposes: ['test'],
    find: findChromium,
    apt: 'chromium',
    macos: 'brew install --cask google-chrome',
  },
];

/** @param {string | undefined} text */
const version = (text) => text?.match(/\d+\.\d+(\.\d+)?/)?.[0];

/**
 * A compiler of C++20 with its sanitizers. Being there is not enough: a clang++ that came as a part
 * of Emscripten has neither a standard library nor sanitizers. So it has to build a program.
 */
async function findCompiler() {
  const compiler = process.env.CXX ?? 'c++';
  const flags = ['-std=c++20', '-fsanitize=address,undefined', '-o', '/dev/null'];
  const program = '#include <span>\nint main() { return std::span<int>().empty() ? 0 : 1; }\n';
  const built = await ask([compiler, ...flags, '-x', 'c++', '-'], program);
  return built === undefined ? undefined : version(await ask([compiler, '--version']));
}

/** A Clang with libFuzzer, which those of macOS and of Emscripten do not have. */
async function findFuzzer() {
  const program =
    'extern "C" int LLVMFuzzerTestOneInput(const char*, unsigned long) { return 0; }\n';
  const flags = ['-fsanitize=fuzzer,address', '-o', '/dev/null'];
  const built = await ask(['clang++', ...flags, '-x', 'c++', '-'], program);
  return built === undefined ? undefined : version(await ask(['clang++', '--version']));
}

/** @param {string} header */
function findHeader(header) {
  const prefixes = (process.env.CMAKE_PREFIX_PATH ?? '').split(delimiter).filter(Boolean);
  return [...prefixes, '/usr', '/usr/local', '/opt/homebrew']
    .map((prefix) => join(prefix, 'include', header))
    .find((path) => existsSync(path));
}

/** The browser that the tests start: CHROMIUM_PATH if that is set, else the first of these. */
export async function findChromium() {
  const given = process.env.CHROMIUM_PATH;
  const candidates = given
    ? [given]
    : [
        'chromium',
        'chromium-browser',
        'google-chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      ];
  for (const candidate of candidates) {
    // Run, because Ubuntu's package is a stub that only says where to get the browser.
    if ((await ask([candidate, '--version'])) !== undefined) return candidate;
  }
  return undefined;
}
