import type { AnyEventBus } from '../../index.js';
import type { Attachment, AttachOptions } from './common.js';

/** A call of a tool, as agentsnap records it. */
export interface SnapshotTool {
  name: string;
  args?: unknown;
  /** `'sha256:'` and the digest of the result: of a text itself, else of its JSON. */
  result_hash?: string;
  /** With `captureResults`. */
  result?: unknown;
  /** In place of the result, if the call failed. */
  error?: { name: string; message: string };
}

/** A run, as agentsnap records it (its traces of version 1). */
export interface SnapshotTrace {
  version: 1;
  /** `model` of `run.started`, else of the first model call. */
  model: string | null;
  /** `input` of `run.started`; as JSON if it is no text. */
  input: string | null;
  /** `output` of `run.completed`; as JSON if it is no text. */
  output: string | null;
  /** In the order in which they ended. */
  tools: SnapshotTool[];
  /** Of `run.failed`. */
  error: { name: string; message: string } | null;
  /** What recorded it. Comparisons pass it over. */
  fingerprint: { node: string; agentsnap: string };
}

export interface SnapshotOptions extends AttachOptions {
  /**
   * What tools returned is in the trace too, beside its digest.
   *
   * @default false
   */
  captureResults?: boolean;
  /**
   * Runs that are kept, from 1 to 1,000,000. When there are more, the oldest is forgotten, a finished
   * one if there is one.
   *
   * @default 100
   */
  maxRuns?: number;
}

/** Records what an agent does. */
export interface Snapshot extends Attachment {
  /** A run; by default the one that began last. Undefined if it is not kept. */
  trace(runId?: string): SnapshotTrace | undefined;
  /** The run that began last; null if there is none. */
  toJSON(): SnapshotTrace | null;
}

/**
 * Records the runs that are published on `bus` from now on.
 *
 * @throws {TypeError | RangeError} `ERR_INVALID_ARGUMENT`
 */
export function snapshot(bus: AnyEventBus<object>, options?: SnapshotOptions): Snapshot;

/**
 * What a comparison came to, the worst that fits:
 *
 * - `REGRESSION`: the run, or a tool, failed where none did before.
 * - `TOOLS_CHANGED`: other tools were called, or some with other arguments.
 * - `TOOLS_REORDERED`: the same tools, in another order.
 * - `OUTPUT_DRIFT`: the same calls, but results, the output or the model differ.
 * - `PASSED`: nothing differs but the fingerprints.
 */
export type SnapshotStatus =
  | 'PASSED'
  | 'OUTPUT_DRIFT'
  | 'TOOLS_REORDERED'
  | 'TOOLS_CHANGED'
  | 'REGRESSION';

export interface SnapshotDiff {
  status: SnapshotStatus;
  /** Where it differs: `'output'`, `'tools[0].args'` … A side that has no such value is missing. */
  changes: { path: string; from?: unknown; to?: unknown }[];
}

/**
 * Compares two traces, by the rules of agentsnap. Each may be a trace of agentsnap's, its JSON, or a
 * `Snapshot`.
 *
 * @throws {TypeError} `ERR_INVALID_ARGUMENT`: one is no trace, or nested deeper than 500 levels
 */
export function diffSnapshots(
  baseline: SnapshotTrace | Snapshot | string | object,
  current: SnapshotTrace | Snapshot | string | object,
): SnapshotDiff;
