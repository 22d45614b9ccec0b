// Whether people can use a page who do not see it, or not well: what axe-core has to say.

import { readFileSync } from 'node:fs';
import { inRoot } from '../../scripts/paths.mjs';

const source = readFileSync(inRoot('node_modules/axe-core/axe.min.js'), 'utf8');

/**
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>} each with its rule and place; shadow trees are looked into
 */
export async function violationsIn(page) {
  // By the debugger, which no policy of the page is for.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source);
  // Only what is wrong is described, and leaves the page: to describe all that is right, and to hand
  // it over, takes several times as long as to look at it.
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help} (${target}) ${failureSummary}`),
    );
  });
}
