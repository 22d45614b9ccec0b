// Builds the native measurements, and says what they are made with.

import { arch, cpus, type } from 'node:os';
import { cmakeBuild } from '../../scripts/cmake.mjs';
import { requirements } from '../../scripts/requirements.mjs';
import { ask, CommandError } from '../../scripts/run.mjs';

const PRESET = 'native-bench';
export const folder = `build/${PRESET}/bench/native`;
const toolNames = ['CMake', 'Ninja', 'C++ compiler'];

/** @type {Pick<import('../../scripts/requirements.mjs').Requirement, 'name' | 'find' | 'apt'>} */
const valgrind = { name: 'Valgrind', find: () => ask(['valgrind', '--version']), apt: 'valgrind' };

/**
 * @param {{ counts?: boolean }} [options] whether instructions will be counted
 * @returns {Promise<string>} the machine and the compiler, in one line
 */
export async function prepare({ counts = false } = {}) {
  const wanted = requirements.filter(({ name }) => toolNames.includes(name));
  const tools = [...wanted, ...(counts ? [valgrind] : [])];
  const found = await Promise.all(tools.map(({ find }) => find()));
  const missing = tools.filter((_, i) => found[i] === undefined);
  if (missing.length > 0) {
    const [names, packages] = [missing.map(({ name }) => name), missing.map(({ apt }) => apt)];
    throw new CommandError(
      `Please install ${names.join(', ')}, then run this again (Debian, Ubuntu: ${packages.join(' ')})`,
    );
  }
  const compiler = (await ask([process.env.CXX ?? 'c++', '--version']))?.split('\n')[0];
  // Valgrind is a part, as its header decides whether the counting program is built.
  await cmakeBuild(PRESET, `${compiler} ${await valgrind.find()}`);
  return `${cpus()[0].model.trim()}, ${type()} ${arch()}; ${compiler}, -O3`;
}
