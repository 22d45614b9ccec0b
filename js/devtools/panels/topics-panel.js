// The topics: all that were published, as a tree, with how often and how fast.

import { h, setAttribute, setStyle, setText } from '../dom.js';
import { clock, count, plural, rate } from '../format.js';
import { nounOf } from '../model/meaning.js';
import { STEP_MS } from '../model/rate.js';
import { topicRows } from '../model/topic-rows.js';
import { TopicTree } from '../model/topic-tree.js';
import { Sparkline, styles as sparkStyles } from './sparkline.js';
import { TreeGrid, toggle } from './tree-grid.js';

/**
 * @typedef {import('../history.js').Entry} Entry
 * @typedef {import('../model/topic-tree.js').TopicNode} TopicNode
 * @typedef {import('../model/topic-rows.js').TopicRow} TopicRow
 */

/** Events a second are those of the last second; it is what the rate of a stream settles at. */
const SECONDS = 1;

class Row {
  #scene;
  #name = h('span', { class: 'clip segment' });
  #more = h('span', { class: 'more' });
  #count = h('div', { class: 'cell number', role: 'gridcell' });
  #share = h('div', { class: 'share' });
  #rate = h('div', { class: 'cell number', role: 'gridcell' });
  #spark = new Sparkline();
  #last = h('div', { class: 'cell number', role: 'gridcell' });
  element = h(
    'div',
    {},
    h('div', { class: 'cell name', role: 'gridcell' }, toggle(), this.#name, this.#more),
    this.#count,
    h(
      'div',
      { class: 'cell', role: 'gridcell', 'aria-hidden': 'true' },
      h('div', { class: 'gauge' }, this.#share),
    ),
    this.#rate,
    h('div', { class: 'cell', role: 'gridcell', 'aria-hidden': 'true' }, this.#spark.element),
    this.#last,
  );
  /** @type {TopicNode | undefined} */
  #node;
  #step = -1;

  /** @param {{ now: number, total: number }} scene */
  constructor(scene) {
    this.#scene = scene;
  }

  /** @param {TopicRow} row */
  show({ node }) {
    const { now, total } = this.#scene;
    if (node !== this.#node) {
      setText(this.#name, node.isOthers ? 'other topics' : node.segment);
      setAttribute(this.element, 'data-others', node.isOthers);
      setAttribute(this.element, 'data-noun', nounOf(node.topic));
    }
    setText(
      this.#more,
      node.own > 0 && node.own < node.count ? `${count(node.own)} of its own` : '',
    );
    setText(this.#count, count(node.count));
    const share = Math.round((node.count / Math.max(1, total)) * 1_000) / 10;
    setStyle(this.#share, 'width', `${share}%`);
    const step = Math.floor(now / STEP_MS);
    if (node === this.#node && step === this.#step) return; // the line has no newer point
    this.#node = node;
    this.#step = step;
    const perSecond = node.rate.perSecond(now, SECONDS);
    setText(this.#rate, rate(perSecond));
    setAttribute(this.#rate, 'data-idle', perSecond === 0);
    setText(this.#last, node.last === undefined ? '' : clock(node.last.time));
    this.#spark.show(node.rate.history(now));
  }
}

export class TopicsPanel {
  static id = 'topics';
  static title = 'Topics';

  #select;
  #requestRender;
  #tree = new TopicTree();
  /** Topics: they outlive clear(). @type {Set<string>} */
  #collapsed = new Set();
  #listed = -1;
  #scene = { now: 0, total: 0 };
  #counts = h('span', { class: 'counts' });
  #grid;
  #full;
  #empty = h(
    'div',
    { class: 'empty' },
    h('h3', {}, 'No topics yet'),
    h(
      'p',
      {},
      'Each topic appears with the first ',
      h('code', {}, 'bus.publish(topic, event)'),
      ' of it.',
    ),
  );

  /** @param {import('../panels.js').PanelContext} context */
  constructor({ select, requestRender }) {
    this.#select = select;
    this.#requestRender = requestRender;
    this.#grid = new TreeGrid({
      label: 'Topics',
      columns: [
        ['name', 'Topic'],
        ['number', 'Events'],
        ['share-head', 'Share'],
        ['number', 'Events/s'],
        ['spark-head', 'Last 10 s'],
        ['number', 'Last'],
      ],
      makeRow: () => new Row(this.#scene),
      onOpen: ({ node }) => {
        if (node.last !== undefined) this.#select(node.last);
      },
      onToggle: ({ node }, expanded) => this.#toggle([node], expanded),
      onChange: requestRender,
    });
    const button = (/** @type {string} */ text, /** @type {boolean} */ expanded) =>
      h(
        'button',
        {
          ...{ class: 'button small outlined', type: 'button' },
          onclick: () => this.#toggle([...this.#tree.root.children.values()], expanded),
        },
        text,
      );
    const tools = h('div', { class: 'buttons' }, button('Expand', true), button('Collapse', false));
    this.#full = h(
      'div',
      { class: 'panel', hidden: true },
      h('div', { class: 'bar' }, this.#counts, tools),
      this.#grid.element,
    );
    this.element = h('div', { class: 'panel topics' }, this.#full, this.#empty);
  }

  /** @param {readonly Entry[]} entries */
  add(entries) {
    this.#tree.add(entries);
  }

  clear() {
    this.#tree.clear();
  }

  /** @param {number} now */
  render(now) {
    const { root, version, size } = this.#tree;
    this.#scene.now = now;
    this.#scene.total = root.count;
    this.#full.hidden = root.count === 0;
    this.#empty.hidden = root.count > 0;
    if (root.count === 0) return;
    if (this.#listed !== version) this.#list();
    const perSecond = rate(root.rate.perSecond(now, SECONDS));
    setText(
      this.#counts,
      `${plural(root.count, 'event')} · ${plural(size, 'node')} · ${perSecond}`,
    );
    this.#grid.render();
  }

  /**
   * @param {TopicNode[]} nodes
   * @param {boolean} expanded
   */
  #toggle(nodes, expanded) {
    for (const { topic } of nodes) {
      if (expanded) this.#collapsed.delete(topic);
      else this.#collapsed.add(topic);
    }
    this.#list();
    this.#requestRender();
  }

  #list() {
    this.#listed = this.#tree.version;
    this.#grid.list(topicRows(this.#tree.root, this.#collapsed));
  }
}

export const styles = `${sparkStyles}
.topics {
  --columns: minmax(180px, 1fr) 96px minmax(60px, 140px) 84px 100px 112px;
}

@container app (max-width: 600px) {
  .topics {
    --columns: minmax(100px, 1fr) 60px 68px 96px;
  }

  .topics .row > :is(:nth-child(3), :nth-child(6)) {
    display: none;
  }
}

.topics .counts {
  font-variant-numeric: tabular-nums;
}

.topics .buttons {
  margin-inline-start: auto;
}

.topics .segment {
  color: var(--aeb-ink);
  font-family: var(--aeb-mono);
}

.topics [aria-level='1'] .segment {
  color: var(--noun);
  font-weight: 600;
}

.topics [data-others] .segment {
  color: var(--aeb-ink-3);
  font-style: italic;
}

.topics [data-idle] {
  color: var(--aeb-ink-3);
}

.topics .more {
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
}

.topics .gauge {
  block-size: 4px;
  border-radius: 2px;
  background: var(--aeb-sunken);
  overflow: hidden;
}

.topics .share {
  block-size: 100%;
  border-radius: 2px;
  background: var(--noun);
}
`;
