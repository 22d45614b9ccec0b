// What every part of the devtools looks like: the text, the controls, and what is empty. A panel
// brings the rules of its own as a text, `styles`; all of them are adopted by the shadow root as
// style sheets that were constructed, which a policy of `style-src 'self'` allows.

import { tokens } from './tokens.js';

export const base = `
*, *::before, *::after {
  box-sizing: border-box;
}

[hidden] {
  display: none !important;
}

:focus-visible {
  outline: 2px solid var(--aeb-accent);
  outline-offset: -2px;
}

/* For those who listen: not seen, but read out. */
.unseen {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

.mono {
  font-family: var(--aeb-mono);
}

.number {
  font-variant-numeric: tabular-nums;
  text-align: end;
}

.clip {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}

h2, h3, p, ul, ol, dl, dd, figure {
  margin: 0;
  padding: 0;
}

h2, h3 {
  font-size: var(--aeb-text-l);
  font-weight: 600;
}

kbd {
  display: inline-block;
  min-inline-size: 20px;
  padding: 0 var(--aeb-1);
  border: 1px solid var(--aeb-line-strong);
  border-block-end-width: 2px;
  border-radius: var(--aeb-radius-s);
  background: var(--aeb-raised);
  font: var(--aeb-text-s) / 16px var(--aeb-mono);
  text-align: center;
}

button, input, select {
  margin: 0;
  font: inherit;
  color: inherit;
}

.button {
  display: inline-flex;
  flex: none;
  align-items: center;
  justify-content: center;
  gap: 6px;
  block-size: var(--aeb-control);
  min-inline-size: var(--aeb-control);
  padding: 0 var(--aeb-2);
  border: 1px solid transparent;
  border-radius: var(--aeb-radius);
  background: transparent;
  color: var(--aeb-ink-2);
  white-space: nowrap;
  cursor: default;
  transition: background-color var(--aeb-quick), color var(--aeb-quick);
}

.button:hover {
  background: var(--aeb-hover);
  color: var(--aeb-ink);
}

.button:disabled {
  opacity: 0.45;
  background: transparent;
}

.button[aria-pressed='true'], .button[aria-expanded='true'] {
  background: var(--aeb-accent-soft);
  color: var(--aeb-accent);
}

.button.outlined {
  border-color: var(--aeb-line-strong);
  background: var(--aeb-raised);
  color: var(--aeb-ink);
}

.button.outlined:hover {
  border-color: var(--aeb-line-control);
  background: var(--aeb-hover);
}

.button.primary {
  background: var(--aeb-accent);
  color: var(--aeb-on-accent);
  font-weight: 600;
}

.button.primary:hover {
  background: color-mix(in oklab, var(--aeb-accent), var(--aeb-ink) 12%);
}

.button.primary:focus-visible {
  outline-offset: 2px;
}

.button.small {
  block-size: 20px;
  min-inline-size: 20px;
  padding: 0 var(--aeb-1);
  border-radius: var(--aeb-radius-s);
  font-size: var(--aeb-text-s);
}

.button.small .icon {
  inline-size: 12px;
  block-size: 12px;
}

.icon {
  display: block;
  flex: none;
  inline-size: 16px;
  block-size: 16px;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.5;
  stroke-linecap: round;
  stroke-linejoin: round;
}

.field {
  block-size: var(--aeb-control);
  min-inline-size: 0;
  padding: 0 var(--aeb-2);
  border: 1px solid var(--aeb-line-control);
  border-radius: var(--aeb-radius);
  background: var(--aeb-bg);
  color: var(--aeb-ink);
}

.field::placeholder {
  color: var(--aeb-ink-3);
  opacity: 1;
}

.field[aria-invalid='true'] {
  border-color: var(--aeb-bad);
}

.chip {
  display: inline-flex;
  align-items: center;
  gap: var(--aeb-1);
  block-size: 20px;
  padding: 0 6px;
  border-radius: var(--aeb-radius-s);
  background: var(--aeb-sunken);
  color: var(--aeb-ink-2);
  font-size: var(--aeb-text-s);
  white-space: nowrap;
}

.chip.good {
  background: var(--aeb-good-soft);
  color: var(--aeb-good);
}

.chip.warn {
  background: var(--aeb-warn-soft);
  color: var(--aeb-warn);
}

.chip.bad {
  background: var(--aeb-bad-soft);
  color: var(--aeb-bad);
}

/* A row of controls above a panel. */
.bar {
  display: flex;
  flex: none;
  align-items: center;
  gap: var(--aeb-2);
  min-block-size: 40px;
  padding: 0 var(--aeb-3);
  border-block-end: 1px solid var(--aeb-line);
}

/* A panel fills its place; what scrolls in it is its own matter. */
.panel {
  display: flex;
  flex-direction: column;
  min-block-size: 0;
  block-size: 100%;
}

.scroll {
  flex: 1;
  min-block-size: 0;
  overflow: auto;
  overscroll-behavior: contain;
}

/* Where there is nothing to show: what would be here, and how to get it. */
.empty {
  display: flex;
  flex: 1;
  flex-direction: column;
  align-items: center;
  justify-content: center;
  gap: var(--aeb-2);
  padding: var(--aeb-8) var(--aeb-4);
  color: var(--aeb-ink-3);
  text-align: center;
  text-wrap: balance;
}

.empty h3 {
  color: var(--aeb-ink);
}

.empty p {
  max-inline-size: 44ch;
}

/* Tables of a panel: a head that stays, rows of one height, numbers at the end. */
.table {
  inline-size: 100%;
  border-collapse: separate;
  border-spacing: 0;
}

.table th {
  position: sticky;
  inset-block-start: 0;
  z-index: 1;
  block-size: var(--aeb-row);
  padding: 0 var(--aeb-3);
  border-block-end: 1px solid var(--aeb-line);
  background: var(--aeb-sunken);
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
  font-weight: 500;
  text-align: start;
  white-space: nowrap;
}

.table td {
  block-size: 28px;
  padding: 0 var(--aeb-3);
  border-block-end: 1px solid var(--aeb-line);
}

.table .number {
  text-align: end;
}

[data-noun='run'] { --noun: var(--aeb-noun-run); }
[data-noun='agent'] { --noun: var(--aeb-noun-agent); }
[data-noun='model'] { --noun: var(--aeb-noun-model); }
[data-noun='tool'] { --noun: var(--aeb-noun-tool); }
[data-noun='budget'] { --noun: var(--aeb-noun-budget); }
[data-noun='http'] { --noun: var(--aeb-noun-http); }
[data-noun='human'] { --noun: var(--aeb-noun-human); }
[data-noun='other'] { --noun: var(--aeb-noun-other); }
`;

/**
 * @param {readonly string[]} texts
 * @returns {CSSStyleSheet[]}
 */
export function sheetsOf(texts) {
  return [tokens, base, ...texts].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
}
