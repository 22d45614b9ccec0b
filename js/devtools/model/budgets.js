// What is used of each budget, from the events of budget().
//
// Those events tell amounts and what remains; the limit only where it comes near. Until then it is
// inferred: as if nothing had been used before the first event. What remains is counted by the budget
// itself, so where it contradicts the sums here, it is right: not everything that changes it is told
// (a call that came to nothing, reset()).

import { MAX_ACCOUNTS, MAX_RESERVATIONS } from './limits.js';
import { amountOf, read, textOf } from './reading.js';

/**
 * @typedef {import('./reading.js').Entry} Entry
 * @typedef {'ok' | 'warning' | 'exceeded'} BudgetState exceeded: something was refused for it, or more
 *   was used than there was
 */

/** A limit of a scope: of the tokens of all, of the calls of a tool. */
export class Account {
  used = 0;
  /** For calls that have not ended. */
  reserved = 0;
  /** @type {number | undefined} */
  limit;
  /** The budget has told it; else it is inferred. */
  limitIsTold = false;
  /** What was refused. */
  refusals = 0;
  /** @type {BudgetState} */
  state = 'ok';
  /** The one that told of it last. @type {Entry} */
  last;

  /**
   * @param {string} scope
   * @param {string} axis
   * @param {Entry} entry
   */
  constructor(scope, axis, entry) {
    this.scope = scope;
    this.axis = axis;
    this.last = entry;
  }

  /** Used and reserved. */
  get taken() {
    return exact(this.used + this.reserved);
  }
}

export class Budgets {
  /** By scope and axis; the one that changed last is the last. @type {Map<string, Account>} */
  #accounts = new Map();
  /** Amounts that are reserved, by scope, axis and call. @type {Map<string, number>} */
  #reserved = new Map();
  #version = 0;

  /** By scope, the total first, then by axis. */
  get accounts() {
    return [...this.#accounts.values()].sort(
      (a, b) => Number(b.scope === 'total') - Number(a.scope === 'total') || compare(a, b),
    );
  }

  /** Another number after each change. */
  get version() {
    return this.#version;
  }

  clear() {
    this.#accounts.clear();
    this.#reserved.clear();
    this.#version++;
  }

  /** @param {readonly Entry[]} entries */
  add(entries) {
    for (const entry of entries) {
      if (!entry.topic.startsWith('budget.')) continue;
      const axis = textOf(entry.event, 'axis');
      if (axis === '') continue;
      const account = this.#account(textOf(entry.event, 'scope') || 'total', axis, entry);
      this.#apply(account, entry);
      this.#version++;
    }
  }

  /**
   * @param {string} scope
   * @param {string} axis
   * @param {Entry} entry
   */
  #account(scope, axis, entry) {
    const key = `${scope}\n${axis}`;
    const account = this.#accounts.get(key) ?? new Account(scope, axis, entry);
    account.last = entry;
    this.#accounts.delete(key);
    this.#accounts.set(key, account);
    if (this.#accounts.size > MAX_ACCOUNTS) {
      this.#accounts.delete(/** @type {string} */ (this.#accounts.keys().next().value));
    }
    return account;
  }

  /**
   * @param {Account} account
   * @param {Entry} entry
   */
  #apply(account, { topic, event }) {
    const amount = amountOf(event, 'amount') ?? 0;
    switch (topic) {
      case 'budget.reserved':
        account.reserved = exact(account.reserved + amount);
        this.#keep(account, event, amount);
        break;
      case 'budget.committed':
        account.used = exact(account.used + amount);
        account.reserved = exact(account.reserved - (this.#take(account, event) ?? 0));
        break;
      case 'budget.released':
        account.reserved = exact(account.reserved - (this.#take(account, event) ?? amount));
        break;
      case 'budget.warning':
      case 'budget.exceeded':
        tell(account, topic, event);
        return;
      default:
        return;
    }
    account.reserved = Math.max(0, account.reserved);
    const remaining = amountOf(event, 'remaining');
    if (remaining === undefined) return;
    account.limit ??= exact(remaining + account.taken);
    // It is never told to be below 0, so then it says only that all is gone.
    if (remaining > 0 || account.taken < account.limit) {
      reconcile(account, remaining, topic === 'budget.reserved' ? amount : 0);
    }
  }

  /**
   * @param {Account} account
   * @param {unknown} event
   * @param {number} amount
   */
  #keep(account, event, amount) {
    const key = reservationKey(account, event);
    if (key === undefined) return;
    if (this.#reserved.size >= MAX_RESERVATIONS) {
      this.#reserved.delete(/** @type {string} */ (this.#reserved.keys().next().value));
    }
    this.#reserved.set(key, amount);
  }

  /**
   * @param {Account} account
   * @param {unknown} event
   * @returns {number | undefined} what its call had reserved, if that is known
   */
  #take(account, event) {
    const key = reservationKey(account, event);
    if (key === undefined) return undefined;
    const amount = this.#reserved.get(key);
    this.#reserved.delete(key);
    return amount;
  }
}

/**
 * Makes the sums agree with what remains. Where less is taken than they say, it was reserved and given
 * back; where more is, it was used.
 *
 * @param {Account} account whose limit is known
 * @param {number} remaining
 * @param {number} justReserved
 */
function reconcile(account, remaining, justReserved) {
  const limit = /** @type {number} */ (account.limit);
  if (remaining > limit && !account.limitIsTold) account.limit = remaining; // more than was inferred
  const taken = Math.max(0, exact(/** @type {number} */ (account.limit) - remaining));
  setTaken(account, taken, justReserved);
}

/**
 * @param {Account} account
 * @param {number} taken
 * @param {number} justReserved which was not given back yet
 */
function setTaken(account, taken, justReserved) {
  const tooMuch = exact(account.taken - taken);
  if (tooMuch <= 0) {
    account.used = exact(account.used - tooMuch);
    return;
  }
  const given = Math.min(Math.max(0, account.reserved - justReserved), tooMuch);
  account.reserved = exact(account.reserved - given);
  if (tooMuch === given) return;
  // What was used does not become less, but by reset().
  account.used = Math.max(0, exact(account.used - (tooMuch - given)));
  account.refusals = 0;
  account.state = 'ok';
}

/**
 * @param {Account} account
 * @param {string} topic
 * @param {unknown} event
 */
function tell(account, topic, event) {
  const limit = amountOf(event, 'limit');
  if (limit !== undefined) {
    account.limit = limit;
    account.limitIsTold = true;
  }
  const used = amountOf(event, 'used'); // what is reserved included
  if (used !== undefined) setTaken(account, used, 0);
  if (topic === 'budget.exceeded') {
    account.state = 'exceeded';
    if (read(event, 'attempted') !== undefined) account.refusals++;
  } else if (account.state === 'ok') {
    account.state = 'warning';
  }
}

/**
 * @param {Account} account
 * @param {unknown} event
 */
function reservationKey({ scope, axis }, event) {
  const callId = textOf(event, 'callId');
  return callId === '' ? undefined : `${scope}\n${axis}\n${textOf(event, 'runId')}\n${callId}`;
}

/**
 * Without what adding decimals in floating point leaves behind: amounts have at most 12 decimals.
 *
 * @param {number} amount
 */
function exact(amount) {
  return Math.abs(amount) < 9_000 ? Math.round(amount * 1e12) / 1e12 : amount;
}

/**
 * @param {Account} a
 * @param {Account} b
 */
function compare(a, b) {
  if (a.scope !== b.scope) return a.scope < b.scope ? -1 : 1;
  return a.axis < b.axis ? -1 : 1;
}
