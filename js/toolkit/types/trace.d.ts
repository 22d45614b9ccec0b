import type { AnyEventBus } from '../../index.js';
import type { Attachment, AttachOptions } from './common.js';

/**
 * US dollars for a million tokens, each with at most 6 decimals. `input` and `output` are 0 where
 * they are missing, `cacheWrite` and `cacheRead` as much as `input`.
 */
export interface Price {
  input?: number;
  output?: number;
  cacheWrite?: number;
  cacheRead?: number;
}

/**
 * Prices by model, beside those that are built in (which go out of date). A name stands for all
 * models that begin with it; of several the longest counts.
 */
export type Prices = Readonly<Record<string, Price>>;

/** Tokens, each counted in one place only, but for `reasoning`, which is a part of `output`. */
export interface TokenUsage {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  reasoning: number;
}

/** A call of a tool or a model, as agenttrace's `Step.toJSON()` has it. */
export interface TraceStep {
  /** Of the tool; of a model call its `name`, else `'model'`. */
  name: string;
  model?: string;
  tags: string[];
  /** Milliseconds; null while it runs. */
  latencyMs: number | null;
  usage: Omit<TokenUsage, 'reasoning'>;
  /** As agenttrace calculates it, in floating point. */
  costUsd: number;
  error: { name: string; message: string } | null;
  metadata: Record<string, unknown>;
}

/** A run, as agenttrace's `Run.toJSON()` has it: the same members in the same order. */
export interface TraceRun {
  /** `name` of `run.started`, else its `agent`, else `'run'`. */
  name: string;
  tags: string[];
  /** Milliseconds; of a run that has not ended, up to its last event. */
  latencyMs: number;
  /** The sum of its steps' costs, as agenttrace adds them up, in floating point. */
  totalCostUsd: number;
  totalUsage: Omit<TokenUsage, 'reasoning'>;
  /** In the order in which they began. */
  steps: TraceStep[];
  metadata: Record<string, unknown>;
}

/** Exact sums: `costUsd` is the number nearest to a sum of whole picodollars. */
export interface TraceTotals {
  calls: number;
  failures: number;
  running: number;
  /**
   * Of the calls that have ended, in milliseconds. A percentile is the smallest latency that at least
   * so many of the calls did not exceed. Null if none has ended.
   */
  latencyMs: { p50: number; p95: number; p99: number; max: number } | null;
  usage: TokenUsage;
  costUsd: number;
}

export interface TraceReport extends TraceTotals {
  tools: Record<string, TraceTotals>;
  models: Record<string, TraceTotals>;
  runs: {
    runId: string;
    name: string;
    state: 'running' | 'completed' | 'failed';
    latencyMs: number;
    steps: number;
    failures: number;
    usage: TokenUsage;
    costUsd: number;
  }[];
  /** Runs that were forgotten for `maxRuns`; they are in no other figure. */
  forgottenRuns: number;
}

export interface TraceOptions extends AttachOptions {
  prices?: Prices;
  /**
   * Runs that are kept, from 1 to 1,000,000. When there are more, the oldest is forgotten, a finished
   * one if there is one.
   *
   * @default 100
   */
  maxRuns?: number;
  /**
   * Steps of a run that are kept, from 1 to 1,000,000. Later ones count in the totals of the run
   * only.
   *
   * @default 10,000
   */
  maxSteps?: number;
}

/** Cost and latency of an agent's runs. */
export interface Trace extends Attachment {
  /** The ids of the runs that are kept, the oldest first. That of events without a runId is `''`. */
  runs(): string[];
  /** A run; by default the one that began last. Undefined if it is not kept. */
  run(runId?: string): TraceRun | undefined;
  /** The run that began last; null if there is none. */
  toJSON(): TraceRun | null;
  /** A run as text, byte for byte as agenttrace's `summary()`; `''` if it is not kept. */
  summary(runId?: string): string;
  /** Totals of all runs that are kept. */
  report(): TraceReport;
  /** Totals of one run. Undefined if it is not kept. */
  report(runId: string): TraceReport | undefined;
}

/**
 * Keeps the accounts of what is published on `bus` from now on: `run.*`, `tool.*`, `model.*`.
 *
 * A start and its end belong together by `callId`; without one, an end belongs to the last open call
 * of the same tool or model. Cost is `costUsd` of the event, else that of its `usage` at the prices.
 *
 * @throws {TypeError | RangeError} `ERR_INVALID_ARGUMENT`
 */
export function trace(bus: AnyEventBus<object>, options?: TraceOptions): Trace;
