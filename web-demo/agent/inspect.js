// The plan of the page's agent: what an inspection does, turn by turn.

const AT_ONCE = 4;
const LONG_FILE = 600;
/** What should come along with a site that others get. */
const EXPECTED_FILES = ['LICENSE', 'robots.txt'];
const SEARCHES = {
  'lines with TODO or FIXME': '\\b(TODO|FIXME)\\b',
  'lines that make code of text': '\\beval\\s*\\(|\\bnew Function\\b',
  'lines with addresses of elsewhere': 'https?://[\\w.-]+',
};

/**
 * @typedef {(tool: string, args: object) => Promise<any>} Call undefined where the tool fails
 *
 * @param {<T>(name: string, body: (call: Call) => Promise<T>) => Promise<T>} turn
 * @returns {Promise<string[]>} findings, in words
 */
export async function inspect(turn) {
  const files = await turn('find', async (call) => (await call('list_files', {})) ?? []);
  const findings = [`${files.length} files`];

  /** Those that could be read. */
  const texts = [];
  await turn('read', async (call) => {
    const left = [...files];
    let bytes = 0;
    const read = async () => {
      for (let file = left.shift(); file !== undefined; file = left.shift()) {
        const beginning = await call('read_file', { file });
        if (beginning === undefined) continue;
        texts.push(file);
        bytes += beginning.bytes;
        const lines = await call('count_lines', { file });
        if (lines > LONG_FILE) findings.push(`${file} is long: ${lines} lines`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, read));
    findings.push(`${bytes} bytes in all`);
  });

  await turn('search', async (call) => {
    const searched = texts.filter((file) => /\.(m?js|html)$/.test(file));
    const found = await Promise.all(
      Object.values(SEARCHES).map((pattern) => call('search_text', { pattern, files: searched })),
    );
    for (const [i, name] of Object.keys(SEARCHES).entries()) {
      findings.push(`${found[i]?.length ?? 'unknown'} ${name}`);
    }
  });

  await turn('look for what is missing', async (call) => {
    for (const file of EXPECTED_FILES) {
      // A missing file is a failed call: whoever listens for **.failed hears of it.
      const content = await call('read_file', { file });
      if (content === undefined) findings.push(`${file} is missing`);
    }
  });
  return findings;
}
