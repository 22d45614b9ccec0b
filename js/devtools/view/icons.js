// The icons, as paths on a grid of 16. They say nothing by themselves: their button has a name.

import { s } from '../dom.js';

const paths = {
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2v9.6l7.5-4.8z',
  clear: 'M3.7 3.7l8.6 8.6M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
  open: 'M2 12.5v-9h4l1.5 2H14v7z',
  download: 'M8 2.5v7.5M4.8 7.2L8 10.4l3.2-3.2M2.5 13.5h11',
  help: 'M6.2 6.2a1.9 1.9 0 1 1 2.6 1.9c-.6.3-.8.6-.8 1.2M8 11.6v.1M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
  close: 'M4 4l8 8M12 4l-8 8',
  back: 'M11.5 3.2v9.6L5.5 8zM3.5 3.5v9',
  forward: 'M4.5 3.2v9.6l6-4.8zM12.5 3.5v9',
  down: 'M8 3v9M4.2 8.4L8 12.2l3.8-3.8',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  filter: 'M2 3.5h12L9.5 8.8v4.2l-3-1.5V8.8z',
  chevron: 'M6 4l4 4-4 4',
  warning: 'M8 2.2L14.5 13.5h-13zM8 6.5v3.2M8 11.6v.1',
  live: 'M3.8 12.2a6 6 0 0 1 0-8.4M12.2 3.8a6 6 0 0 1 0 8.4M5.9 10.1a3 3 0 0 1 0-4.2M10.1 5.9a3 3 0 0 1 0 4.2M8 8v.01',
};

/** @typedef {keyof typeof paths} IconName */

/**
 * @param {IconName} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = s('svg', { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' });
  svg.append(s('path', { d: paths[name] }));
  return svg;
}

/**
 * Another icon in a place that has one.
 *
 * @param {SVGSVGElement} svg
 * @param {IconName} name
 */
export function changeIcon(svg, name) {
  const path = /** @type {SVGPathElement} */ (svg.firstChild);
  if (path.getAttribute('d') !== paths[name]) path.setAttribute('d', paths[name]);
}
