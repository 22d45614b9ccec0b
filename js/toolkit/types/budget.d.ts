import type { AnyEventBus, BusError } from '../../index.js';
import type { Attachment, AttachOptions } from './common.js';
import type { Prices } from './trace.js';

/** What is counted: tokens, US dollars, and calls of tools. */
export type BudgetAxis = 'tokens' | 'usd' | 'calls';

/**
 * Amounts. Tokens and calls are whole numbers up to 2^53, dollars are from 0 to 9,000,000 with at
 * most 12 decimals, as a number or as text (`'0.10'`). Finer decimals are rounded. They are counted
 * as integers, so that no sum drifts.
 */
export interface BudgetAmounts {
  tokens?: number;
  usd?: number | string;
  calls?: number;
}

export interface BudgetOptions extends BudgetAmounts, Omit<AttachOptions, 'clock'> {
  /** Limits of each agent on its own, by the `agent` of events. */
  perAgent?: BudgetAmounts;
  /** Limits of each run on its own, by the `runId` of events; forgotten when it ends. */
  perRun?: BudgetAmounts;
  /** Limits of single tools. */
  perTool?: Readonly<Record<string, BudgetAmounts>>;
  /**
   * The share of a limit at which `budget.warning` is published, above 0 and at most 1.
   *
   * @default 0.8
   */
  warnAt?: number;
  prices?: Prices;
  /**
   * What a model call may use up, before it runs. By default it is: the `tokensEstimate` of the event,
   * else a quarter of the characters of its `messages`, and `maxTokens`; and those tokens at the
   * prices, or its `costEstimateUsd`.
   */
  estimate?: (topic: string, event: unknown) => { tokens?: number; usd?: number } | undefined;
  /**
   * Which events it publishes: all, `budget.warning` and `budget.exceeded` only, or none.
   *
   * @default 'all'
   */
  publish?: 'all' | 'warnings' | 'nothing';
}

export interface BudgetStatus {
  /** By scope: `'total'`, `'agent:<name>'`, `'run:<id>'`, `'tool:<name>'`. Only what is limited. */
  scopes: Record<
    string,
    Partial<
      Record<BudgetAxis, { limit: number; used: number; reserved: number; remaining: number }>
    >
  >;
  openReservations: number;
}

/** An amount that nobody else can use up. */
export interface BudgetReservation {
  /** Neither committed nor released. */
  readonly open: boolean;
  /**
   * Ends it: `actual` is used, the rest is free again. What `actual` does not name is used as it was
   * reserved. If it is more than was reserved it is counted all the same, as it has been spent.
   *
   * @returns false if it was not open any more: then nothing has changed
   * @throws {TypeError | RangeError} `ERR_INVALID_ARGUMENT`; it stays open
   */
  commit(actual?: BudgetAmounts): boolean;
  /** Ends it: all of it is free again. False if it was not open any more. */
  release(): boolean;
  /** The same as `release`, for `using`. */
  [Symbol.dispose](): void;
}

export interface Budget extends Attachment {
  status(): BudgetStatus;
  /**
   * Reserves without an event. `agent`, `runId` and `tool` tell which limits it counts in, besides the
   * total.
   *
   * @throws {BudgetExceededError} it does not fit; nothing is reserved
   * @throws {TypeError | RangeError} `ERR_INVALID_ARGUMENT`
   */
  reserve(
    amounts: BudgetAmounts & { agent?: string; runId?: string; tool?: string },
  ): BudgetReservation;
  /** Nothing is used or reserved any more. Reservations made before have no effect any more. */
  reset(): void;
}

/**
 * Refuses calls that would exceed a limit: the publish of `tool.called` or `model.request` throws a
 * `BudgetExceededError`, whatever the bus does with the errors of others, and the call must not run.
 * `instrument` sees to that.
 *
 * A call reserves before it runs. When it succeeds, what it came to is committed; when it fails or is
 * denied, and when its run ends, what it reserved is given back.
 *
 * @throws {TypeError | RangeError} `ERR_INVALID_ARGUMENT`
 */
export function budget(bus: AnyEventBus<object>, options: BudgetOptions): Budget;

/** `ERR_BUDGET_EXCEEDED`: a call, or a reservation, would exceed a limit. */
export class BudgetExceededError extends BusError {
  constructor(
    refusal: { scope: string; axis: BudgetAxis; attempted: number; limit: number },
    what?: string,
  );
  /** Whose budget: `'total'`, `'agent:<name>'`, `'run:<id>'` or `'tool:<name>'`. */
  readonly scope: string;
  readonly axis: BudgetAxis;
  /** What would have been used and reserved, with the call. */
  readonly attempted: number;
  readonly limit: number;
}
