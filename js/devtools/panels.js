// The panels, in the order of their tabs.

/**
 * @typedef {import('./history.js').Entry} Entry
 *
 * @typedef {object} PanelContext
 * @property {(entry: Entry) => void} select shows an entry in the pane of details
 *
 * @typedef {object} Panel what a tab shows. It never touches the bus, and makes text of what it is given
 *   by textContent only
 * @property {HTMLElement} element
 * @property {(entries: readonly Entry[]) => void} add in order; at most once per frame
 * @property {() => void} clear
 * @property {(nowMs: number) => void} render at most once per frame, and only while it is shown and
 *   something changed. `nowMs` is the time of the last entry in a recording, else the clock
 * @property {number} [badge] shown beside the title of the tab, unless it is 0
 *
 * @typedef {{ new (context: PanelContext): Panel, title: string, id: string }} PanelClass
 */

/** @type {readonly PanelClass[]} */
export const panels = [];
