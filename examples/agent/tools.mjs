// The agent's tools. All of them do what they say, on real files with real programs.

import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const SKIPPED_FOLDERS = new Set(['.git', 'node_modules']);
const MAX_SEARCHED_BYTES = 1_000_000;

/** @param {string} repository its folder */
export function toolsFor(repository) {
  /** Refuses to leave the repository. */
  const pathOf = (file) => {
    const path = resolve(repository, file);
    if (path !== repository && !path.startsWith(repository + sep)) {
      throw new Error(`${file} is outside the repository`);
    }
    return path;
  };

  const run = async ({ command, args = [] }) => {
    const { stdout } = await execute(command, args, { cwd: repository, maxBuffer: 64 << 20 });
    return stdout;
  };

  /** What git tracks; where there is no git, whatever is there. */
  const listFiles = async () => {
    try {
      const files = await run({ command: 'git', args: ['ls-files', '-z'] });
      return files.split('\0').filter((file) => file !== '');
    } catch {
      const entries = await readdir(repository, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(repository, join(entry.parentPath ?? entry.path, entry.name)))
        .filter((file) => !file.split(sep).some((folder) => SKIPPED_FOLDERS.has(folder)))
        .sort();
    }
  };

  const read = ({ file }) => readFile(pathOf(file), 'utf8');

  /** Lines that match, as { file, line, text }. */
  const searchText = async ({ pattern, files }) => {
    const expression = new RegExp(pattern);
    const found = [];
    for (const file of files) {
      const content = await readFile(pathOf(file));
      if (content.length > MAX_SEARCHED_BYTES || content.includes(0)) continue; // not text
      for (const [index, text] of content.toString().split('\n').entries()) {
        if (expression.test(text)) found.push({ file, line: index + 1, text: text.trim() });
      }
    }
    return found;
  };

  return { list_files: listFiles, read_file: read, search_text: searchText, run_command: run };
}
