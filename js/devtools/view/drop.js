// A file that is dragged over the devtools is shown where it would go.

import { h } from '../dom.js';
import { icon } from './icons.js';

/**
 * @param {HTMLElement} area
 * @param {(file: File) => void} onFile
 * @returns {HTMLElement} what is shown meanwhile
 */
export function dropTarget(area, onFile) {
  const element = h(
    'div',
    { class: 'drop', hidden: true },
    h('div', null, icon('open'), h('strong', { text: 'Drop a log to look into it' })),
  );
  const hasFiles = (/** @type {DragEvent} */ { dataTransfer }) =>
    dataTransfer?.types.includes('Files') === true;
  area.addEventListener('dragenter', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    element.hidden = false;
  });
  area.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
  });
  // The cover lies over everything else, so nothing below it is entered or left.
  element.addEventListener('dragleave', () => {
    element.hidden = true;
  });
  area.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    element.hidden = true;
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) onFile(file);
  });
  return element;
}

export const styles = `
.drop {
  position: absolute;
  inset: 0;
  z-index: 10;
  padding: var(--aeb-3);
  background: color-mix(in srgb, var(--aeb-bg) 80%, transparent);
}

.drop div {
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: center;
  gap: var(--aeb-2);
  block-size: 100%;
  border: 2px dashed var(--aeb-accent);
  border-radius: 10px;
  background: var(--aeb-accent-soft);
  color: var(--aeb-accent);
  font-size: var(--aeb-text-xl);
  pointer-events: none;
}

.drop .icon {
  inline-size: 32px;
  block-size: 32px;
  stroke-width: 1;
}
`;
