// The tools of the page's agent. All of them do what they say, with the files of the site that they
// fetch; what was read is kept, for the tools that come after.

const MODULE_LINKS = /(?:from|import|new URL)\s*\(?\s*['"](\.{1,2}\/[^'"]+\.\w+)['"]/g;
/** Of which the types in them look like imports. */
const COMMENTS = /^\s*\/\*.*?\*\//gms;
const PAGE_LINKS = /(?:src|href)="([^"#:]+)"/g;
const MAX_FILES = 100;
const BEGINNING = 300;

/** @param {string} page its address; the site is all that is beside its folder */
export function toolsFor(page) {
  const site = new URL('../', page);
  /** @type {Map<string, string>} by name */
  const contents = new Map();

  /** @param {string} file relative to the site */
  const urlOf = (file) => {
    const url = new URL(file, site);
    if (!url.href.startsWith(site.href)) throw new Error(`${file} is outside the site`);
    return url;
  };

  const fetchFile = async (file) => {
    const known = contents.get(file);
    if (known !== undefined) return known;
    const response = await fetch(urlOf(file));
    if (!response.ok) throw new Error(`${file}: ${response.status} ${response.statusText}`.trim());
    const content = await response.text();
    contents.set(file, content);
    return content;
  };

  /** Follows links and imports from the page on. */
  const listFiles = async () => {
    const files = [nameOf(page, site)];
    for (let i = 0; i < files.length && files.length < MAX_FILES; i++) {
      const content = await fetchFile(files[i]).catch(() => ''); // read_file tells of it
      for (const name of linksOf(files[i], content, site)) {
        if (!files.includes(name)) files.push(name);
      }
    }
    return files;
  };

  /** Its size and how it begins: the whole would be too much for an event. */
  const readFile = async ({ file }) => {
    const content = await fetchFile(file);
    const bytes = new TextEncoder().encode(content).length;
    return { file, bytes, begins: content.slice(0, BEGINNING) };
  };

  const countLines = async ({ file }) => (await fetchFile(file)).split('\n').length;

  /** Lines that match, as { file, line, text }. */
  const searchText = async ({ pattern, files }) => {
    const expression = new RegExp(pattern);
    const found = [];
    for (const file of files) {
      for (const [index, text] of (await fetchFile(file)).split('\n').entries()) {
        if (!expression.test(text)) continue;
        found.push({ file, line: index + 1, text: text.trim().slice(0, BEGINNING) });
      }
    }
    return found;
  };

  return {
    list_files: listFiles,
    read_file: readFile,
    count_lines: countLines,
    search_text: searchText,
  };
}

/**
 * @param {string} file
 * @param {string} content
 * @param {URL} site
 */
function linksOf(file, content, site) {
  const links = file.endsWith('.html') ? PAGE_LINKS : MODULE_LINKS;
  return [...content.replace(COMMENTS, '').matchAll(links)]
    .map(([, link]) => nameOf(new URL(link, new URL(file, site)).href, site))
    .filter((name) => name !== undefined);
}

/**
 * @param {string} url
 * @param {URL} site
 * @returns {string | undefined} none if it is elsewhere
 */
function nameOf(url, site) {
  return url.startsWith(site.href) ? url.slice(site.href.length) : undefined;
}
