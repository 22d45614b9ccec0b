import type { AnyEventBus } from '../../index.js';
import type { Attachment, AttachOptions, RedactOption } from './common.js';
import type { Prices } from './trace.js';

/** Gets a line of JSON without its end; or a stream, whose `write` gets it with `'\n'`. */
export type StepSink =
  | ((line: string) => unknown)
  | {
      write(line: string): unknown;
    };

export interface StepLogOptions extends AttachOptions, RedactOption {
  /**
   * `'step-log'` has the fields of agent-step-log, which agent-debug-replay reads: `name`, `kind`,
   * `ts`, `started_at`, `duration_ms`, `run_id`, `model`, `tool_name`, `tool_args`, `tool_output`,
   * `output`, `tokens_in`, `tokens_out`, `cost_usd`, `error`, `meta`, each if there is something to
   * say. `'step-logger'` has those of agent-step-logger: `index`, `step_type`, `content`, `metadata`,
   * `timestamp`.
   *
   * @default 'step-log'
   */
  format?: 'step-log' | 'step-logger';
  prices?: Prices;
}

/**
 * Writes one line for each call of a tool or a model, and each turn, when it has ended. What the sink
 * throws, or rejects with, goes to `onError`.
 *
 * @throws {TypeError | RangeError} `ERR_INVALID_ARGUMENT`
 */
export function stepLog(
  bus: AnyEventBus<object>,
  sink: StepSink,
  options?: StepLogOptions,
): Attachment;
