// Charts: horizontal bars on logarithmic scales, as SVG, for light and dark pages.

import { quantity } from './format.mjs';

/**
 * @typedef {object} Panel
 * @property {string} title
 * @property {string} unit
 * @property {{ name: string, value: number, ours: boolean }[]} bars
 */

const WIDTH = 760;
const LABELS = 210;
const PLOT = 440;
const BAR = 16;
const ROW = 24;
const TITLE = 34;
const AXIS = 26;
const GAP = 30;
const MARGIN = 16;

const style = `
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #333b45 }
  .title { font-size: 15px; font-weight: 600; fill: #111820 }
  .axis { font-size: 11px; fill: #6a7480 }
  .grid { stroke: #dde2e7 }
  .ours-label { font-weight: 600 }
  .page { fill: #ffffff }
  .bar { fill: #9fb0c3 }
  .ours { fill: #2368c4 }
  @media (prefers-color-scheme: dark) {
    text { fill: #c4ccd6 }
    .title { fill: #eef2f6 }
    .axis { fill: #8b96a3 }
    .grid { stroke: #303842 }
    .page { fill: #0d1117 }
    .bar { fill: #566577 }
    .ours { fill: #5a9cf2 }
  }`;

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

/**
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {string} [attributes]
 */
const label = (text, x, y, attributes = '') =>
  `<text x="${x.toFixed(1)}" y="${y}"${attributes}>${escaped(text)}</text>`;

/** @param {Panel} panel */
const heightOf = ({ bars }) => TITLE + bars.length * ROW + AXIS;

/**
 * @param {Panel} panel
 * @param {number} top
 */
function draw({ title, unit, bars }, top) {
  const values = bars.map(({ value }) => value);
  // The shortest bar has some length, too.
  const low = Math.floor(Math.log10(Math.min(...values) / 1.5));
  const high = Math.max(Math.ceil(Math.log10(Math.max(...values))), low + 1);
  const at = (/** @type {number} */ power) => LABELS + ((power - low) / (high - low)) * PLOT;
  const first = top + TITLE;
  const bottom = first + bars.length * ROW;

  const parts = [label(title, MARGIN, top + 15, ' class="title"')];
  for (let power = low; power <= high; power++) {
    const x = at(power).toFixed(1);
    parts.push(`<line class="grid" x1="${x}" x2="${x}" y1="${first - 4}" y2="${bottom}"/>`);
    const text = quantity(10 ** power, unit);
    parts.push(label(text, at(power), bottom + 15, ' class="axis" text-anchor="middle"'));
  }
  for (const [i, { name, value, ours }] of bars.entries()) {
    const y = first + i * ROW;
    const end = at(Math.log10(value));
    const emphasis = ours ? ' class="ours-label"' : '';
    parts.push(label(name, LABELS - 10, y + 13, `${emphasis} text-anchor="end"`));
    parts.push(
      `<rect class="${ours ? 'ours' : 'bar'}" x="${LABELS}" y="${y}" ` +
        `width="${(end - LABELS).toFixed(1)}" height="${BAR}" rx="2"/>`,
    );
    parts.push(label(quantity(value, unit), end + 7, y + 13, emphasis));
  }
  return parts.join('\n');
}

/**
 * @param {string} title for those who cannot see it
 * @param {Panel[]} panels
 * @returns {string} the SVG
 */
export function chart(title, panels) {
  let height = MARGIN;
  const drawn = panels.map((panel) => {
    const svg = draw(panel, height);
    height += heightOf(panel) + GAP;
    return svg;
  });
  height += MARGIN - GAP;
  const size = `width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${escaped(title)}">`,
    `<style>${style}\n</style>`,
    `<rect class="page" width="${WIDTH}" height="${height}"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}
