// A page with one panel in it, as the element of the devtools would hold it.

import { build } from 'esbuild';
import { inRoot } from '../../scripts/paths.mjs';
import { open } from './browser.js';

/** The panels, in one file that a page can import: uPlot is in it. */
export async function bundlePanels() {
  await build({
    stdin: {
      contents: `
        export { panels, panelStyles } from './js/devtools/panels.js';
        export { sheetsOf } from './js/devtools/styles.js';
      `,
      resolveDir: inRoot('.'),
    },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    outfile: inRoot('build/test-panels.js'),
  });
}

/** Opens a page in which `showPanel` can show one panel after the other. */
export async function openPanels(browser, url) {
  const { page, problems } = await open(browser, `${url}/tests/browser/page.html`);
  await page.setViewportSize({ width: 1_100, height: 620 });
  await page.evaluate(async () => {
    globalThis.lib = await import('/build/test-panels.js');
    const outer = new CSSStyleSheet();
    outer.replaceSync('html, body { margin: 0; height: 100%; color-scheme: light dark }');
    document.adoptedStyleSheets = [outer];
    document.title = 'Panel';
    document.documentElement.lang = 'en';
  });
  return { page, problems };
}

/**
 * Shows a new panel of this name, and nothing else: `panel`, in `root`; what it selects is in
 * `selected`. `fill` clears it, and gives it entries in pieces of 100.
 */
export async function showPanel(page, name) {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.mouse.move(0, 0);
  await page.evaluate((name) => {
    const host = document.createElement('main');
    document.body.replaceChildren(host);
    globalThis.root = host.attachShadow({ mode: 'open' });
    const frame = `:host { display: block; height: 100vh; background: var(--aeb-bg);
      color: var(--aeb-ink); font: var(--aeb-text-m) / var(--aeb-leading) var(--aeb-font) }`;
    root.adoptedStyleSheets = lib.sheetsOf([frame, ...lib.panelStyles]);
    globalThis.selected = [];
    globalThis.now = Date.now();
    let isAsked = false;
    const requestRender = () => {
      if (!isAsked) requestAnimationFrame(() => panel.render(now));
      isAsked = true;
      requestAnimationFrame(() => {
        isAsked = false;
      });
    };
    const Panel = lib.panels.find(({ id }) => id === name);
    const select = (entry) => selected.push(entry);
    globalThis.panel = new Panel({ select, requestRender, maxEvents: 20_000 });
    const titles = ['h1', 'h2'].map((tag) => document.createElement(tag));
    for (const title of titles)
      Object.assign(title, { textContent: Panel.title, className: 'unseen' });
    root.append(...titles, panel.element);
    globalThis.fill = (entries, time) => {
      now = time;
      panel.clear();
      for (let i = 0; i < entries.length; i += 100) panel.add(entries.slice(i, i + 100));
      panel.render(now);
    };
    panel.render(now);
  }, name);
}

/** Gives the panel these entries, and waits until it has shown them. */
export async function fill(page, entries, now = entries.at(-1)?.time ?? 0) {
  await page.evaluate(([entries, now]) => fill(entries, now), [entries, now]);
  await settle(page);
}

/** Until what was asked for in a frame has been drawn. */
export function settle(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        let frames = 4;
        const next = () => (frames-- === 0 ? resolve() : requestAnimationFrame(next));
        next();
      }),
  );
}
