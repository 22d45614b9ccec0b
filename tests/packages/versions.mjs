// Which version of its tool a project has.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from './exec.mjs';
import { chromium } from './pages.mjs';
import { NotRunError } from './project.mjs';

/**
 * @param {import('./targets.mjs').Version} version
 * @param {string} project
 * @returns {Promise<string>}
 * @throws {NotRunError} if the tool does not run here
 */
export async function versionOf(version, project) {
  if ('package' in version) {
    const path = join(project, 'node_modules', version.package, 'package.json');
    return JSON.parse(readFileSync(path, 'utf8')).version;
  }
  const command = 'browser' in version ? [await chromium(), '--version'] : version.command;
  const { status, stdout, stderr } = await exec(command, project);
  const number = stdout.match(/\d+\.\d+\.\d+/)?.[0];
  if (status === 0 && number !== undefined) return number;
  throw new NotRunError(`${command.join(' ')}: ${stderr.trim() || `exit code ${status}`}`);
}
