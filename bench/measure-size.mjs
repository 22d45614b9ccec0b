// What a library adds to a page: all of its main entry, bundled, minified and gzipped, with what it
// depends on. Modules of Node are not counted.

import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { libraries } from './contenders/index.mjs';

/** @returns {Promise<Record<string, { minified: number, gzipped: number }>>} in bytes */
export async function measureSizes() {
  /** @type {Record<string, { minified: number, gzipped: number }>} */
  const sizes = {};
  for (const { name, module } of libraries) {
    if (module.startsWith('node:')) continue;
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(import.meta.resolve(module))],
      bundle: true,
      minify: true,
      format: 'esm',
      external: builtinModules,
      write: false,
      logLevel: 'error',
    });
    const [{ contents }] = outputFiles;
    sizes[name] = {
      minified: contents.length,
      gzipped: gzipSync(contents, { level: 9 }).length,
    };
  }
  return sizes;
}
