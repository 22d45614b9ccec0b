// The plan of the agent: what an audit does, step by step.

const SECRET =
  '(sk-[A-Za-z0-9_-]{20,}|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{36}|-----BEGIN [A-Z ]*PRIVATE KEY)';
const EXPECTED_FILES = ['README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md'];
const LONG_FILE = 600;

/**
 * @param {import('./tool-runner.mjs').ToolRunner} runner
 * @returns {Promise<string[]>} findings, in words
 */
export async function audit(runner) {
  const findings = [];

  const files = (await runner.call('list_files', {})) ?? [];
  findings.push(`${files.length} files, most of them ${commonest(files.map(extensionOf))}`);

  for (const file of EXPECTED_FILES) {
    // A missing file is a failed call: the alarm and the notifier hear of it.
    const content = await runner.call('read_file', { file });
    if (content === undefined) findings.push(`${file} is missing`);
  }

  const git = (...args) => runner.call('run_command', { command: 'git', args });
  // Calls that run at the same time: their events interleave, their callIds tell them apart.
  const [log, status, todos, secrets] = await Promise.all([
    git('log', '--max-count=200', '--format=%an'),
    git('status', '--short'),
    runner.call('search_text', { pattern: '\\b(TODO|FIXME)\\b', files }),
    runner.call('search_text', { pattern: SECRET, files }),
  ]);
  if (log !== undefined) {
    const authors = log.split('\n').filter(Boolean);
    findings.push(`${authors.length} recent commits by ${new Set(authors).size} authors`);
  }
  if (status) findings.push(`${status.trim().split('\n').length} uncommitted changes`);
  findings.push(`${todos?.length ?? 0} lines with TODO or FIXME`);
  findings.push(`${secrets?.length ?? 0} lines that look like a secret`);

  const sources = files.filter((file) => /\.(c|cpp|h|js|mjs|ts|py|go|rs|java|rb)$/.test(file));
  for (const file of sources.slice(0, 12)) {
    const lines = (await runner.call('read_file', { file }))?.split('\n').length ?? 0;
    if (lines > LONG_FILE) findings.push(`${file} is long: ${lines} lines`);
  }

  // A command that fails: no repository has this revision.
  await git('show', '--stat', 'refs/heads/no-such-branch');
  return findings;
}

/** @param {string} file */
function extensionOf(file) {
  return /\.\w+$/.exec(file)?.[0] ?? 'without extension';
}

/** @param {string[]} words */
function commonest(words) {
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'nothing';
}
