// The events that AI-agent programs have in common: the default map of an EventBus.
//
// A start and its end share `callId`; a run's events share `runId`. `<noun>.failed` exists wherever
// `<noun>.called`, `.started` or `.requested` does, so `**.failed` is the one alarm.

/** What every event may carry. Fields that are not listed are allowed, and are `unknown`. */
export interface AgentEvent {
  [field: string]: unknown;
  /** The run that the event belongs to. */
  runId?: string;
  /** The `callId` of the call, turn or run that caused it. */
  parentId?: string;
}

/** One call of a tool, a model or a server. Its start and its end carry the same id. */
export interface CallEvent extends AgentEvent {
  callId?: string;
}

export interface AgentError {
  /** The name of the error class, such as `'TypeError'`. */
  type?: string;
  message: string;
  code?: string | number;
  stack?: string;
}

/** Tokens of one model call. */
export interface ModelUsage {
  [field: string]: unknown;
  input?: number;
  output?: number;
  cacheRead?: number;
  cacheWrite?: number;
  reasoning?: number;
}

export interface RunStarted extends AgentEvent {
  agent?: string;
  /** What the run is called in reports; `agent` where it is missing. */
  name?: string;
  input?: unknown;
  model?: string;
}
export interface RunCompleted extends AgentEvent {
  output?: unknown;
  /** Milliseconds. */
  latencyMs?: number;
}
export interface RunFailed extends AgentEvent {
  error: AgentError;
  /** Milliseconds. */
  latencyMs?: number;
}

export interface TurnStarted extends CallEvent {
  agent?: string;
  /** Counts from 1. */
  turn?: number;
}
export interface TurnCompleted extends TurnStarted {
  /** Milliseconds. */
  latencyMs?: number;
}
export interface TurnFailed extends TurnCompleted {
  error: AgentError;
}
export interface AgentHandoff extends AgentEvent {
  from: string;
  to: string;
  reason?: string;
}

export interface ModelRequest extends CallEvent {
  model?: string;
  provider?: string;
  /** What the call is for, in reports. */
  name?: string;
  messages?: unknown;
  /** The most tokens that the answer may have. */
  maxTokens?: number;
  /** Tokens of the prompt, before they are counted. A budget reserves them. */
  tokensEstimate?: number;
  /** US dollars, before they are known. A budget reserves them. */
  costEstimateUsd?: number;
}
export interface ModelDelta extends CallEvent {
  model?: string;
  delta: unknown;
}
export interface ModelResponse extends CallEvent {
  model?: string;
  provider?: string;
  output?: unknown;
  usage?: ModelUsage;
  stopReason?: string;
  /** US dollars. */
  costUsd?: number;
  /** Milliseconds. */
  latencyMs?: number;
}
export interface ModelFailed extends CallEvent {
  model?: string;
  provider?: string;
  error: AgentError;
  /** Milliseconds. */
  latencyMs?: number;
}

export interface ToolCalled extends CallEvent {
  tool: string;
  args?: unknown;
}
export interface ToolSucceeded extends ToolCalled {
  result?: unknown;
  /** Milliseconds. */
  latencyMs?: number;
}
export interface ToolFailed extends ToolCalled {
  error: AgentError;
  /** Milliseconds. */
  latencyMs?: number;
}
export interface ToolDenied extends ToolCalled {
  reason?: string;
  error?: AgentError;
}

export interface BudgetChanged extends CallEvent {
  /** Whose budget: `'total'`, `'agent:<name>'`, `'run:<id>'`, `'tool:<name>'` … */
  scope?: string;
  /** What is limited: `'tokens'`, `'usd'`, `'calls'` … */
  axis?: string;
  amount?: number;
  remaining?: number;
}
export interface BudgetLimit extends AgentEvent {
  /** As in BudgetChanged. */
  scope?: string;
  axis: string;
  /** What would have been used, with the call that was refused. */
  attempted?: number;
  used?: number;
  limit?: number;
}

export interface HttpRequest extends CallEvent {
  method: string;
  url: string;
}
export interface HttpResponse extends HttpRequest {
  status: number;
  /** Milliseconds. */
  latencyMs?: number;
}
export interface HttpFailed extends HttpRequest {
  error: AgentError;
  /** Milliseconds. */
  latencyMs?: number;
}

export interface HumanRequested extends AgentEvent {
  requestId: string;
  kind?: string;
  payload?: unknown;
}
export interface HumanResolved extends HumanRequested {
  answer?: unknown;
}
export interface HumanFailed extends HumanRequested {
  error: AgentError;
}

/** A file of events cannot be written, for now. */
export interface SinkFailed extends AgentEvent {
  path: string;
  error: AgentError;
}

/**
 * Topic to event. Extend it by declaration merging:
 *
 * ```ts
 * declare module 'agent-event-bus' {
 *   interface AgentEvents {
 *     'memory.stored': { key: string };
 *   }
 * }
 * ```
 */
export interface AgentEvents {
  'run.started': RunStarted;
  'run.completed': RunCompleted;
  'run.failed': RunFailed;
  'agent.turn.started': TurnStarted;
  'agent.turn.completed': TurnCompleted;
  'agent.turn.failed': TurnFailed;
  'agent.handoff': AgentHandoff;
  'model.request': ModelRequest;
  'model.delta': ModelDelta;
  'model.response': ModelResponse;
  'model.failed': ModelFailed;
  'tool.called': ToolCalled;
  'tool.succeeded': ToolSucceeded;
  'tool.failed': ToolFailed;
  'tool.denied': ToolDenied;
  'budget.reserved': BudgetChanged;
  'budget.committed': BudgetChanged;
  'budget.released': BudgetChanged;
  'budget.warning': BudgetLimit;
  'budget.exceeded': BudgetLimit;
  'http.request': HttpRequest;
  'http.response': HttpResponse;
  'http.failed': HttpFailed;
  'human.requested': HumanRequested;
  'human.resolved': HumanResolved;
  'human.failed': HumanFailed;
  'sink.failed': SinkFailed;
}
