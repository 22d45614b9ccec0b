// The budgets: what is used and reserved of each limit.

import { h, setAttribute, setText } from '../dom.js';
import { count, dollars, plural } from '../format.js';
import { Budgets } from '../model/budgets.js';

/**
 * @typedef {import('../history.js').Entry} Entry
 * @typedef {import('../model/budgets.js').Account} Account
 */

const STATES = {
  ok: { chip: 'good', text: 'within its limit' },
  warning: { chip: 'warn', text: 'near its limit' },
  exceeded: { chip: 'bad', text: 'limit reached' },
};

/** One account, as a gauge. */
class Gauge {
  #scope = h('h3', { class: 'clip' });
  #axis = h('span', { class: 'axis' });
  #chip = h('span', { class: 'chip' });
  #used = h('div', { class: 'used' });
  #reserved = h('div', { class: 'reserved' });
  #meter = h('div', { class: 'meter', role: 'meter' }, this.#used, this.#reserved);
  #taken = h('strong', {});
  #limit = h('span', {});
  #rest = h('p', { class: 'rest' });
  #button;
  element;
  /** @type {Account | undefined} */
  #account;

  /** @param {(entry: Entry) => void} select */
  constructor(select) {
    this.#button = h(
      'button',
      {
        ...{ class: 'button small outlined', type: 'button' },
        onclick: () => this.#account && select(this.#account.last),
      },
      'Last event',
    );
    this.element = h(
      'li',
      { class: 'account' },
      h('div', { class: 'title' }, this.#scope, this.#chip),
      h('p', { class: 'amount' }, this.#taken, ' ', this.#limit, this.#axis),
      this.#meter,
      h('div', { class: 'foot' }, this.#rest, this.#button),
    );
  }

  /** @param {Account} account */
  show(account) {
    this.#account = account;
    const { scope, axis, used, reserved, taken, limit, state, refusals, limitIsTold } = account;
    const amount = axis === 'usd' ? dollars : count;
    const unit = axis === 'usd' ? 'US dollars' : axis;
    setText(this.#scope, nameOf(scope));
    setAttribute(this.#button, 'aria-label', `Last event of ${nameOf(scope)}, ${unit}`);
    setText(this.#chip, STATES[state].text);
    setAttribute(this.#chip, 'class', `chip ${STATES[state].chip}`);
    setAttribute(this.element, 'data-state', state);
    setText(this.#taken, amount(taken));
    setText(this.#limit, limit === undefined ? '' : `of ${amount(limit)} `);
    setText(this.#axis, axis === 'usd' ? '' : unit);
    const whole = Math.max(taken, limit ?? taken, Number.MIN_VALUE);
    this.#used.style.width = `${(used / whole) * 100}%`;
    this.#reserved.style.width = `${(reserved / whole) * 100}%`;
    const rest = [
      `${amount(used)} used`,
      `${amount(reserved)} reserved`,
      ...(refusals > 0 ? [plural(refusals, 'call refused', 'calls refused')] : []),
      ...(limit !== undefined && !limitIsTold ? ['limit inferred'] : []),
    ].join(' · ');
    setText(this.#rest, rest);
    setAttribute(this.#meter, 'aria-label', `${nameOf(scope)}, ${unit}`);
    setAttribute(this.#meter, 'aria-valuemin', 0);
    setAttribute(this.#meter, 'aria-valuemax', limit ?? taken);
    setAttribute(this.#meter, 'aria-valuenow', Math.min(taken, limit ?? taken));
    const text = `${amount(taken)} of ${amount(limit)} ${unit}, ${rest}, ${STATES[state].text}`;
    setAttribute(this.#meter, 'aria-valuetext', text);
  }
}

export class BudgetsPanel {
  static id = 'budgets';
  static title = 'Budgets';

  #select;
  #budgets = new Budgets();
  #shown = -1;
  /** @type {Gauge[]} */
  #gauges = [];
  #list = h('ul', { class: 'accounts', 'aria-label': 'Budgets' });
  #full = h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Budgets' },
    this.#list,
  );
  #empty = h(
    'div',
    { class: 'empty' },
    h('h3', {}, 'No budget yet'),
    h(
      'p',
      {},
      ...['A gauge appears with the first ', h('code', {}, 'budget.reserved'), ', which '],
      ...[h('code', {}, 'budget(bus, { usd: 1 })'), ' publishes when a call begins.'],
    ),
  );

  /** @param {import('../panels.js').PanelContext} context */
  constructor({ select }) {
    this.#select = select;
    this.element = h('div', { class: 'panel budgets' }, this.#full, this.#empty);
  }

  /** Budgets of which something was refused, or that are used up. */
  get badge() {
    return this.#budgets.accounts.filter(({ state }) => state === 'exceeded').length;
  }

  /** @param {readonly Entry[]} entries */
  add(entries) {
    this.#budgets.add(entries);
  }

  clear() {
    this.#budgets.clear();
  }

  render() {
    if (this.#shown === this.#budgets.version) return;
    this.#shown = this.#budgets.version;
    const { accounts } = this.#budgets;
    this.#full.hidden = accounts.length === 0;
    this.#empty.hidden = accounts.length > 0;
    while (this.#gauges.length > accounts.length) this.#gauges.pop()?.element.remove();
    while (this.#gauges.length < accounts.length) {
      const gauge = new Gauge(this.#select);
      this.#gauges.push(gauge);
      this.#list.append(gauge.element);
    }
    for (const [i, account] of accounts.entries()) this.#gauges[i].show(account);
  }
}

/** @param {string} scope */
function nameOf(scope) {
  const colon = scope.indexOf(':');
  if (scope === 'total') return 'Total';
  return colon === -1 ? scope : `${scope.slice(0, colon)} ${scope.slice(colon + 1)}`;
}

export const styles = `
.accounts {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr));
  gap: var(--aeb-3);
  padding: var(--aeb-4);
  list-style: none;
}

.account {
  min-inline-size: 0;
  padding: var(--aeb-3) var(--aeb-4);
  border: 1px solid var(--aeb-line);
  border-radius: 8px;
  background: var(--aeb-raised);
}

.account .title, .account .foot {
  display: flex;
  align-items: center;
  justify-content: space-between;
  gap: var(--aeb-2);
  min-inline-size: 0;
}

.account .amount {
  margin-block: var(--aeb-2);
  color: var(--aeb-ink-3);
  font-variant-numeric: tabular-nums;
}

.account .amount strong {
  color: var(--aeb-ink);
  font-size: 20px;
  font-weight: 600;
  line-height: 28px;
  letter-spacing: -0.01em;
}

.meter {
  --fill: var(--aeb-accent);
  display: flex;
  block-size: 8px;
  border-radius: 4px;
  overflow: hidden;
  background: var(--aeb-line);
}

[data-state='warning'] .meter {
  --fill: var(--aeb-warn);
}

[data-state='exceeded'] .meter {
  --fill: var(--aeb-bad);
}

.meter .used {
  flex: none;
  background: var(--fill);
  transition: width var(--aeb-quick);
}

.meter .reserved {
  flex: none;
  background: repeating-linear-gradient(-45deg, var(--fill) 0 3px, color-mix(in srgb, var(--fill) 30%, var(--aeb-bg)) 3px 6px);
  transition: width var(--aeb-quick);
}

.account .foot {
  margin-block-start: var(--aeb-2);
}

.account .rest {
  color: var(--aeb-ink-3);
  font-size: var(--aeb-text-s);
  font-variant-numeric: tabular-nums;
}
`;
