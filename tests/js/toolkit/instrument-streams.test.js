// Models that stream: what is published, and that readers get what they would have got.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { recordUnhandled } from '../support.js';
import { instrumented } from './instrumented.js';

recordUnhandled();

describe('a stream of a model', () => {
  const openai = [
    { choices: [{ delta: { content: 'he' } }], usage: null },
    { choices: [{ delta: { content: 'llo' }, finish_reason: 'stop' }], usage: null },
    { choices: [], usage: { prompt_tokens: 9, completion_tokens: 2 } },
  ];
  const anthropic = [
    { type: 'message_start', message: { usage: { input_tokens: 9, output_tokens: 1 } } },
    { type: 'content_block_delta', delta: { text: 'hello' } },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
  ];

  for (const [provider, chunks, reason] of [
    ['openai', openai, 'stop'],
    ['anthropic', anthropic, 'end_turn'],
  ]) {
    test(`of ${provider}: deltas, then the response`, async () => {
      const { agent, events } = instrumented();
      const chat = agent.model('m', async () =>
        (async function* () {
          yield* chunks;
        })(),
      );
      const read = [];
      for await (const chunk of await chat('x')) read.push(chunk);
      assert.deepEqual(read, chunks);
      const deltas = events.filter(([topic]) => topic === 'model.delta');
      assert.deepEqual(
        deltas.map(([, { delta }]) => delta),
        chunks,
      );
      const [topic, response] = events.at(-1);
      assert.equal(topic, 'model.response');
      assert.deepEqual([response.usage.input, response.usage.output], [9, 2]);
      assert.equal(response.stopReason, reason);
    });
  }

  async function* numbers(error) {
    for (let i = 0; i < 3; i++) yield i;
    if (error !== undefined) throw error;
  }

  test('without a promise around it', async () => {
    const { agent, topics } = instrumented();
    for await (const _ of agent.model('m', () => numbers())('x'));
    assert.equal(topics().at(-1), 'model.response');
  });

  test('that fails half-way', async () => {
    const { agent, events } = instrumented();
    const error = new Error('connection reset');
    const stream = agent.model('m', () => numbers(error))('x');
    await assert.rejects(
      async () => {
        for await (const _ of stream);
      },
      (thrown) => thrown === error,
    );
    assert.equal(events.at(-1)[0], 'model.failed');
    assert.equal(events.at(-1)[1].error.message, 'connection reset');
  });

  test('that the reader leaves', async () => {
    const { agent, events, topics } = instrumented();
    for await (const _ of agent.model('m', () => numbers())('x')) break;
    assert.deepEqual(topics(), ['model.request', 'model.delta', 'model.response']);
    assert.equal(events.at(-1)[1].stopReason, 'abandoned');
  });

  test('that the reader ends by an error of its own', async () => {
    const { agent, events } = instrumented();
    const stream = agent.model('m', () => numbers())('x');
    await stream.next();
    await assert.rejects(stream.throw(new Error('enough')), { message: 'enough' });
    assert.equal(events.at(-1)[1].stopReason, 'abandoned');
  });

  test('read by hand, and ended once', async () => {
    const { agent, topics } = instrumented();
    const stream = agent.model('m', () => numbers())('x');
    while (!(await stream.next()).done);
    await stream.next();
    await stream.return();
    assert.equal(topics().filter((topic) => topic === 'model.response').length, 1);
  });

  test('that is a ReadableStream', async () => {
    const { agent, topics } = instrumented();
    const readable = () =>
      new ReadableStream({
        start(controller) {
          controller.enqueue('a');
          controller.enqueue('b');
          controller.close();
        },
      });
    const ask = agent.model('m', readable);
    const reader = ask('x').getReader();
    assert.equal((await reader.read()).value, 'a');
    assert.equal((await reader.read()).value, 'b');
    assert.equal((await reader.read()).done, true);
    reader.releaseLock();
    const deltas = ['model.delta', 'model.delta'];
    assert.deepEqual(topics(), ['model.request', ...deltas, 'model.response']);
    for await (const _ of ask('x'));
    await ask('x').cancel();
    assert.equal(topics().filter((topic) => topic === 'model.response').length, 3);
    const text = new Response(ask('x').pipeThrough(new TextEncoderStream())).text();
    assert.equal(await text, 'ab');
    assert.equal(topics().filter((topic) => topic === 'model.response').length, 4);
    const error = new Error('reset');
    const broken = new ReadableStream({ pull: (controller) => controller.error(error) });
    const reading = agent
      .model(
        'm',
        () => broken,
      )('x')
      .getReader()
      .read();
    await assert.rejects(reading, (thrown) => thrown === error);
    assert.equal(topics().at(-1), 'model.failed');
  });

  test('keeps its other members, and works with private fields', async () => {
    class Stream {
      #chunks = [1, 2];
      controller = { aborted: false };
      async *[Symbol.asyncIterator]() {
        yield* this.#chunks;
      }
      size() {
        return this.#chunks.length;
      }
    }
    const { agent, topics } = instrumented();
    const stream = await agent.model('m', async () => new Stream())('x');
    assert(stream instanceof Stream);
    assert.equal(stream.size(), 2);
    stream.controller = 'mine';
    assert.equal(stream.controller, 'mine');
    for await (const _ of stream);
    assert.equal(topics().at(-1), 'model.response');
    const frozen = Object.freeze(new Stream());
    const other = await agent.model('m', async () => frozen)('x');
    assert.equal(other.controller.aborted, false);
  });
});
