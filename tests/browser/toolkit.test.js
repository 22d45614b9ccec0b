// The toolkit in a real browser, under the same policy.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './browser.js';
import { startBrowser, startServer } from './site.js';

const browser = await startBrowser();
const server = await startServer();

test('the toolkit works in a page, and is loaded only if it is imported', async () => {
  const { page, problems } = await open(browser, `${server.url}/web-demo/playground.html`);
  const ofToolkit = () => server.requests.filter((path) => path.startsWith('/dist/toolkit'));
  assert.deepEqual(ofToolkit(), []);
  const result = await page.evaluate(async () => {
    const { EventBus } = await import('/dist/index.js');
    const { EventLog, jsonlSink, readLog, redact, serialize, trace } = await import(
      '/dist/toolkit.js'
    );
    const bus = new EventBus();
    const log = new EventLog(bus);
    const traced = trace(bus);
    bus.publish('tool.called', { callId: '1', tool: 'search', bytes: new Uint8Array([1, 2]) });
    bus.publish('tool.succeeded', { callId: '1', tool: 'search', latencyMs: 5 });
    const read = [];
    for await (const { topic } of readLog(log.toJSONL())) read.push(topic);
    let code;
    try {
      jsonlSink(bus, 'run.jsonl');
    } catch (error) {
      ({ code } = error);
    }
    return {
      read,
      bytes: log.query({ pattern: '*.called' })[0].event.bytes,
      calls: traced.report().tools.search.calls,
      redacted: redact({ password: 'hunter2hunter2' }).password,
      serialized: serialize({ n: 1n }),
      code,
    };
  });
  assert.deepEqual(result, {
    read: ['tool.called', 'tool.succeeded'],
    bytes: { type: 'Uint8Array', base64: 'AQI=' },
    calls: 1,
    redacted: '[REDACTED:field]',
    serialized: '{"n":"1"}',
    code: 'ERR_NOT_NODE',
  });
  assert.deepEqual(problems, []);
  assert.deepEqual(ofToolkit().sort(), ['/dist/toolkit-module.js', '/dist/toolkit.js']);
});
