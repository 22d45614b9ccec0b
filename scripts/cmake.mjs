// Configures and builds one preset of CMakePresets.json.

import { rmSync } from 'node:fs';
import { unlessFresh } from './fresh.mjs';
import { inRoot, root } from './paths.mjs';
import { run } from './run.mjs';
import { timed } from './say.mjs';

/**
 * @param {string} preset
 * @param {string | undefined} toolchain name and version of the compiler
 */
export async function cmakeBuild(preset, toolchain) {
  const folder = `build/${preset}`;
  const wrapper = preset.startsWith('wasm') ? ['emcmake'] : [];
  await timed(`Building ${preset}`, async () => {
    await unlessFresh(`${preset}.configured`, {
      inputs: ['CMakePresets.json'],
      outputs: [`${folder}/build.ninja`],
      // A CMake cache holds for one compiler and one place only.
      toolchain: `${toolchain} in ${root}`,
      async work() {
        rmSync(inRoot(folder), { recursive: true, force: true });
        await run(`${preset}-configure`, [...wrapper, 'cmake', '--preset', preset]);
      },
    });
    await run(`${preset}-build`, ['cmake', '--build', '--preset', preset]);
  });
}
