// The panels, in the order of their tabs.

import { BudgetsPanel, styles as budgetsStyles } from './panels/budgets-panel.js';
import { ChartsPanel, styles as chartsStyles } from './panels/charts-panel.js';
import { ErrorsPanel, styles as errorsStyles } from './panels/errors-panel.js';
import { styles as eventGridStyles } from './panels/event-grid.js';
import { SubscriptionsPanel, styles as subscriptionsStyles } from './panels/subscriptions-panel.js';
import { TailPanel, styles as tailStyles } from './panels/tail-panel.js';
import { TimelinePanel, styles as timelineStyles } from './panels/timeline-panel.js';
import { TopicsPanel, styles as topicsStyles } from './panels/topics-panel.js';
import { styles as treeGridStyles } from './panels/tree-grid.js';
import { styles as gridStyles } from './panels/virtual-grid.js';

/**
 * @typedef {import('./history.js').Entry} Entry
 *
 * @typedef {object} PanelContext what a panel may ask for
 * @property {(entry: Entry) => void} select shows an entry in the pane of details
 * @property {(entry: Entry) => void} move shows it there, if the pane is open
 * @property {() => void} togglePause
 * @property {() => void} requestRender soon, at most once per frame
 * @property {() => import('../event-bus.js').EventBus | null} liveBus null while a recording is shown
 * @property {number} maxEvents that are kept at most, now; ask again in `clear`
 *
 * @typedef {object} Panel what a tab shows. It never touches the bus (but for the one that asks it for
 *   its subscriptions), and makes text of what it is given by textContent only
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
export const panels = [
  ...[TailPanel, TimelinePanel, TopicsPanel, ChartsPanel],
  ...[BudgetsPanel, ErrorsPanel, SubscriptionsPanel],
];

/** What they look like, one text each. */
export const panelStyles = [
  ...[gridStyles, eventGridStyles, treeGridStyles],
  ...[tailStyles, timelineStyles, topicsStyles, chartsStyles],
  ...[budgetsStyles, errorsStyles, subscriptionsStyles],
];
