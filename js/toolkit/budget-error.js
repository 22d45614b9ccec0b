// The refusal of a budget.

import { BusError, quote } from '../errors.js';

/** A call, or a reservation, that a budget refused, for it would exceed a limit. */
export class BudgetExceededError extends BusError {
  /**
   * @param {object} refusal
   * @param {string} refusal.scope whose budget: 'total', 'agent:<name>', 'run:<id>', 'tool:<name>'
   * @param {'tokens' | 'usd' | 'calls'} refusal.axis
   * @param {number} refusal.attempted what would have been used and reserved, with the call
   * @param {number} refusal.limit
   * @param {string} [what] was refused
   */
  constructor({ scope, axis, attempted, limit }, what) {
    const refused = what === undefined ? 'A reservation' : `A call of ${quote(what)}`;
    super(
      'ERR_BUDGET_EXCEEDED',
      `${refused} exceeds the budget ${quote(scope)}: ${axis} would be ${attempted} of ${limit}`,
    );
    this.scope = scope;
    this.axis = axis;
    this.attempted = attempted;
    this.limit = limit;
  }
}
BudgetExceededError.prototype.name = 'BudgetExceededError';
