// A recording as an agent makes it: two runs, of which the second is still going on. Every kind of
// event is in it, and every outcome; the same each time.

import { generator } from '../js/generator.js';

/** 2026-11-26 09:00:00 UTC. */
export const START = Date.UTC(2026, 10, 26, 9);

/** @returns {{ seq: number, time: number, topic: string, event: object }[]} */
export function recording() {
  const random = generator(7);
  const list = [];
  let calls = 0;
  let used = { calls: 0, usd: 0, tokens: 0 };
  const at = (ms, topic, event) => list.push({ ms, topic, event });
  const limits = { calls: 40, usd: 0.25, tokens: 60_000 };

  const account = (ms, topic, ids, axis, amount, taken) => {
    const remaining = Math.max(0, Math.round((limits[axis] - taken) * 1e6) / 1e6);
    at(ms, topic, { ...ids, scope: 'total', axis, amount, remaining });
  };

  /** A call of a model, which answers piece by piece. @returns when it is over */
  const ask = (ms, scope, model, tokens, fails) => {
    const callId = `m${++calls}`;
    const ids = {
      ...scope,
      callId,
      model,
      provider: model.startsWith('gpt') ? 'openai' : 'anthropic',
    };
    at(ms, 'model.request', {
      ...ids,
      messages: [{ role: 'user', content: 'Which files matter?' }],
    });
    account(
      ms,
      'budget.reserved',
      { callId, runId: scope.runId },
      'tokens',
      tokens * 2,
      used.tokens + tokens * 2,
    );
    const first = ms + 180 + random(300);
    if (fails) {
      const error = {
        type: 'RateLimitError',
        message: '429 Too Many Requests: retry after 2 s',
        code: 429,
      };
      at(first, 'model.failed', { ...ids, error, latencyMs: first - ms });
      account(
        first,
        'budget.released',
        { callId, runId: scope.runId },
        'tokens',
        tokens * 2,
        used.tokens,
      );
      return first;
    }
    const end = first + 300 + tokens / 3;
    for (let i = 0; i < 8; i++)
      at(first + (i * (end - first)) / 8, 'model.delta', { ...ids, delta: 'I would read ' });
    const output = Math.round(tokens / 4);
    const costUsd = Math.round(tokens * 14) / 1e6;
    used = { ...used, tokens: used.tokens + tokens + output, usd: used.usd + costUsd };
    const usage = { input: tokens, output };
    at(end, 'model.response', {
      ...ids,
      usage,
      costUsd,
      stopReason: 'tool_use',
      latencyMs: end - ms,
    });
    account(
      end,
      'budget.committed',
      { callId, runId: scope.runId },
      'tokens',
      tokens + output,
      used.tokens,
    );
    account(end, 'budget.committed', { callId, runId: scope.runId }, 'usd', costUsd, used.usd);
    return end;
  };

  /** A call of a tool. @returns when it is over */
  const call = (ms, scope, tool, took, error) => {
    const callId = `c${++calls}`;
    const ids = { ...scope, callId, tool };
    at(ms, 'tool.called', { ...ids, args: { path: `src/${tool}.js` } });
    account(ms, 'budget.reserved', { callId, runId: scope.runId }, 'calls', 1, used.calls + 1);
    if (tool === 'fetch_page') {
      const http = {
        parentId: callId,
        runId: scope.runId,
        callId: `h${calls}`,
        method: 'GET',
        url: 'https://example.com/changes',
      };
      at(ms + 6, 'http.request', http);
      at(ms + took - 8, 'http.response', { ...http, status: 200, latencyMs: took - 14 });
    }
    if (error === undefined) used.calls++;
    const topic = error === undefined ? 'budget.committed' : 'budget.released';
    account(ms + took, topic, { callId, runId: scope.runId }, 'calls', 1, used.calls);
    if (error === undefined)
      at(ms + took, 'tool.succeeded', { ...ids, result: 'ok', latencyMs: took });
    else at(ms + took, 'tool.failed', { ...ids, error, latencyMs: took });
    return ms + took;
  };

  /** @returns when it is over */
  const turn = (ms, run, number, body) => {
    const ids = { ...run, callId: `${run.runId}-t${number}`, turn: number };
    at(ms, 'agent.turn.started', ids);
    const end = body(ms + 4, { runId: run.runId, parentId: ids.callId, agent: run.agent });
    at(end + 3, 'agent.turn.completed', { ...ids, latencyMs: end + 3 - ms });
    return end + 5;
  };

  const enoent = {
    type: 'Error',
    message: "ENOENT: no such file or directory, open 'SECURITY.md'",
    code: 'ENOENT',
  };
  const timeout = {
    type: 'HandlerTimeoutError',
    message: 'The command took more than 1,000 ms',
    code: 'ERR_TIMEOUT',
  };
  const one = { runId: 'run-1', parentId: 'run-1', agent: 'auditor' };
  at(0, 'run.started', { runId: 'run-1', agent: 'auditor', input: 'Audit the repository' });
  let ms = turn(8, one, 1, (ms, scope) => {
    const asked = ask(ms, scope, 'claude-sonnet-4-5', 2_400);
    return call(asked + 5, scope, 'list_files', 64);
  });
  ms = turn(ms, one, 2, (ms, scope) => {
    const asked = ask(ms, scope, 'claude-sonnet-4-5', 3_100);
    const ends = [
      call(asked + 6, scope, 'read_file', 22),
      call(asked + 7, scope, 'read_file', 31),
      call(asked + 9, scope, 'read_file', 8, enoent),
      call(asked + 10, scope, 'search_text', 410),
      call(asked + 12, scope, 'run_command', 240),
    ];
    return Math.max(...ends);
  });
  ms = turn(ms, one, 3, (ms, scope) => {
    const failed = ask(ms, scope, 'gpt-5-mini', 900, true);
    const asked = ask(failed + 200, scope, 'gpt-5-mini', 1_250);
    call(asked + 3, scope, 'run_command', 1_000, timeout);
    return call(asked + 4, scope, 'fetch_page', 380) + 640;
  });
  at(ms, 'agent.handoff', {
    ...one,
    from: 'auditor',
    to: 'writer',
    reason: 'findings are complete',
  });
  ms = turn(ms + 2, { ...one, agent: 'writer' }, 4, (ms, scope) =>
    ask(ms, scope, 'claude-sonnet-4-5', 4_800),
  );
  at(ms, 'run.completed', {
    runId: 'run-1',
    agent: 'auditor',
    output: 'Five findings',
    latencyMs: ms,
  });

  const begun = ms + 900;
  const two = { runId: 'run-2', parentId: 'run-2', agent: 'fixer' };
  at(begun, 'run.started', { runId: 'run-2', agent: 'fixer', input: 'Fix the findings' });
  ms = turn(begun + 6, two, 1, (ms, scope) => {
    const asked = ask(ms, scope, 'claude-sonnet-4-5', 5_200);
    at(asked, 'budget.warning', {
      scope: 'total',
      axis: 'tokens',
      used: used.tokens,
      limit: limits.tokens,
    });
    call(asked + 4, scope, 'read_file', 8, enoent);
    return call(asked + 5, scope, 'read_file', 18);
  });
  const scope = { runId: 'run-2', parentId: 'run-2-t2', agent: 'fixer' };
  at(ms, 'agent.turn.started', { ...two, callId: 'run-2-t2', turn: 2 });
  at(ms + 4, 'human.requested', {
    ...scope,
    requestId: 'q1',
    kind: 'approval',
    question: 'Write the file?',
  });
  at(ms + 900, 'human.resolved', { ...scope, requestId: 'q1', answer: 'yes' });
  const denied = { ...scope, callId: 'd1', tool: 'write_file' };
  at(ms + 905, 'tool.called', { ...denied, args: { path: 'SECURITY.md' } });
  at(ms + 905, 'budget.exceeded', {
    callId: 'd1',
    scope: 'tool:write_file',
    axis: 'calls',
    used: 2,
    limit: 2,
    attempted: 3,
  });
  at(ms + 906, 'tool.denied', {
    ...denied,
    reason: 'The budget of write_file is used up: 3 of 2 calls',
    error: {
      type: 'BudgetExceededError',
      message: 'The budget of write_file is used up: 3 of 2 calls',
    },
    latencyMs: 0,
  });
  at(ms + 930, 'tool.called', {
    ...scope,
    callId: 'open',
    tool: 'run_command',
    args: { command: 'npm test' },
  });
  account(
    ms + 930,
    'budget.reserved',
    { callId: 'open', runId: 'run-2' },
    'calls',
    1,
    used.calls + 1,
  );
  at(ms + 1_000, 'model.request', { ...scope, callId: 'asked', model: 'claude-sonnet-4-5' });
  account(
    ms + 1_000,
    'budget.reserved',
    { callId: 'asked', runId: 'run-2' },
    'tokens',
    12_000,
    used.tokens + 12_000,
  );
  at(ms + 1_300, 'model.delta', {
    ...scope,
    callId: 'asked',
    model: 'claude-sonnet-4-5',
    delta: 'While',
  });
  at(ms + 1_900, 'memory.note', { text: 'tests run' });

  return list
    .sort((a, b) => a.ms - b.ms)
    .map(({ ms, topic, event }, i) => ({ seq: i + 1, time: START + Math.round(ms), topic, event }));
}
