import type { AnyEventBus } from '../../index.js';
import type { AttachOptions } from './common.js';

export interface InstrumentOptions {
  /**
   * Milliseconds, to measure latency by.
   *
   * @default performance.now
   */
  clock?: (() => number) | undefined;
  /**
   * Makes the ids of calls and runs; each must be another.
   *
   * @default crypto.randomUUID
   */
  ids?: (() => string) | undefined;
  /** Gets what the functions of these options throw. */
  onError?: AttachOptions['onError'];
}

/** What all calls of a tool, or a model, have in their events. */
export interface CallOptions {
  tags?: readonly string[];
  metadata?: Readonly<Record<string, unknown>>;
}

export interface ModelOptions extends CallOptions {
  provider?: string;
  /** What the call is for; a trace names its steps by it. */
  name?: string;
  /**
   * The usage of a response, or of a chunk of a stream, in the form of any provider.
   *
   * @default what is known of OpenAI, Anthropic, Google, LangChain and the AI SDK
   */
  usage?: (response: unknown) => unknown;
  /**
   * What of a response `model.response` has as `output`.
   *
   * @default all of it
   */
  output?: (response: unknown) => unknown;
}

export interface RunDetails {
  /** @default a new id */
  runId?: string;
  agent?: string;
  name?: string;
  input?: unknown;
  model?: string;
  tags?: readonly string[];
  metadata?: Readonly<Record<string, unknown>>;
  [field: string]: unknown;
}

export interface TurnDetails {
  /** @default that of the run, or turn, around it */
  agent?: string;
  name?: string;
  [field: string]: unknown;
}

// By a call signature, a parameter that is written without its type would get one: of its arguments,
// which is `never`. The error would be at the calls, and the compiler silent where the type is missing.
// biome-ignore lint/complexity/noBannedTypes: see above
type AnyFunction = Function;

/**
 * Makes calls into events, and changes nothing else of them: who calls gets what the function
 * returns, or throws.
 */
export interface Instrument {
  /** Of the code that runs: of the run around it, if there is one. */
  readonly runId: string | undefined;
  /** The id of the turn or call around it, else of the run. */
  readonly parentId: string | undefined;

  /**
   * A tool whose calls publish `tool.called`, then `tool.succeeded` or `tool.failed`. If the publish of
   * `tool.called` throws, as a budget makes it, the tool does not run: `tool.denied` is published, and
   * the caller gets what was thrown, from an `async` function as a rejection.
   *
   * `args` of the events is the argument, or all of them in an array where there is not just one.
   */
  tool<F extends AnyFunction>(name: string, fn: F, options?: CallOptions): F;

  /**
   * A model whose calls publish `model.request`, then `model.response` or `model.failed`; if it returns
   * a stream, `model.delta` for each chunk, and the response when it has been read to the end. Where
   * the reader leaves early, `stopReason` is `'abandoned'`.
   *
   * If the publish of `model.request` throws, the model is not called: `model.failed` is published,
   * and the caller gets what was thrown.
   */
  model<F extends AnyFunction>(model: string, fn: F, options?: ModelOptions): F;

  /**
   * Runs `body` between `run.started` and `run.completed`, whose `output` is what it returns, or
   * `run.failed`. Events inside carry its `runId`: in Node all that `body` causes, elsewhere those of
   * the `scope` it gets.
   */
  run<T>(details: RunDetails, body: (scope: Instrument) => T): T;

  /** The same for a turn: `agent.turn.started`, `agent.turn.completed`, `agent.turn.failed`. */
  turn<T>(details: TurnDetails, body: (scope: Instrument) => T): T;
}

/**
 * @throws {TypeError} `ERR_INVALID_ARGUMENT`
 */
export function instrument(bus: AnyEventBus<object>, options?: InstrumentOptions): Instrument;
