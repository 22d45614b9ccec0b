// The events of an agent that calls tools and a model: some 250 bytes of JSON each.

/** @param {number} i */
export function eventOf(i) {
  const callId = `call-${i >> 1}`;
  const runId = `run-${i >> 7}`;
  switch (i % 4) {
    case 0:
      return [
        'tool.called',
        { callId, runId, tool: 'search', args: { query: `wasm event bus ${i}`, limit: 10 } },
      ];
    case 1:
      return [
        'tool.succeeded',
        {
          callId,
          runId,
          tool: 'search',
          latencyMs: 12.5,
          result: [{ title: 'An event bus', url: `https://example.com/${i}` }],
        },
      ];
    case 2:
      return [
        'model.request',
        {
          callId,
          runId,
          model: 'gpt-4o-mini',
          messages: [{ role: 'user', content: 'Which of these is the fastest?' }],
        },
      ];
    default:
      return [
        'model.response',
        {
          ...{
            callId,
            runId,
            model: 'gpt-4o-mini',
            stopReason: 'stop',
            latencyMs: 840.25,
            costUsd: 0.00031,
          },
          usage: { input: 412, output: 57, cacheRead: 128 },
          message: { role: 'assistant', content: 'The second one, by a small margin.' },
        },
      ];
  }
}
