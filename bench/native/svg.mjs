// What all charts share: colours for light and dark pages, and text.

export const WIDTH = 720;

/** Colours of series, to be told apart by those who see colours differently as well. */
const light = ['#2563eb', '#c2410c', '#0f766e', '#9333ea'];
const dark = ['#60a5fa', '#fb923c', '#2dd4bf', '#c084fc'];

const series = (colours) => colours.map((colour, i) => `.s${i}{--c:${colour}}`).join('');

const style = `
text{font:12px system-ui,sans-serif;fill:var(--ink)}
.title{font-size:15px;font-weight:600}
.soft{fill:var(--soft)}
.grid{stroke:var(--grid);stroke-width:1}
.line{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round}
.dot,.bar{fill:var(--c)}
.paper{fill:var(--paper)}
svg{--paper:#fff;--ink:#1f2937;--soft:#6b7280;--grid:#e5e7eb}
${series(light)}
@media (prefers-color-scheme:dark){svg{--paper:#0d1117;--ink:#e5e7eb;--soft:#9ca3af;--grid:#30363d}${series(dark)}}
`;

/** @param {string} text */
export const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {{ anchor?: 'start' | 'middle' | 'end', class?: string }} [options]
 */
export const text = (x, y, content, { anchor = 'start', class: name = '' } = {}) =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" class="${name}">${escaped(content)}</text>`;

/** @param {number} value */
export const round = (value) => Math.round(value * 10) / 10;

/** @param {number} value for an axis: 10, 1k, 1M */
export function tick(value) {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1e3 ? `${value / 1e3}k` : String(value);
}

/**
 * @param {string} title
 * @param {number} height
 * @param {string[]} parts
 */
export const svg = (title, height, parts) =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    text(16, 26, title, { class: 'title' }),
    ...parts,
    '</svg>\n',
  ].join('\n');
