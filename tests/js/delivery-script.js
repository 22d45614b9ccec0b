// Performs a script of tests/vectors/delivery.json; the README beside it explains the format.

import assert from 'node:assert/strict';
import { EventBus } from '../../js/index.js';

/** @param {{ maxDepth?: number, onError?: object, steps: object[] }} script */
export function runScript(script) {
  new Run(script).steps(script.steps);
}

/** An error as the scripts write it. */
function written(error) {
  if (error instanceof AggregateError) return error.errors.map(written);
  return error.code === undefined ? error.message : { code: error.code };
}

class Run {
  /** The newest subscription of each id, and all that there ever were. */
  subscriptions = new Map();
  called = [];
  reported = [];
  /** Publishes under way. */
  depth = 0;

  constructor({ maxDepth, onError }) {
    this.bus = new EventBus({ maxDepth, onError: onError && this.onError('bus', onError) });
  }

  steps(steps, call, given) {
    for (const step of steps) {
      if (step.onCall !== undefined && step.onCall !== call) continue;
      const perform = () => this.step(step, given);
      if (step.throws === undefined) perform();
      else assert.throws(perform, (error) => matchesError(error, step.throws));
    }
  }

  step(step, given) {
    if ('subscribe' in step) return this.subscribe(step.subscribe);
    if ('unsubscribe' in step) {
      return assert.equal(this.subscriptions.get(step.unsubscribe).unsubscribe(), step.returns);
    }
    if ('publish' in step) return this.publish(step);
    if ('throw' in step) throw new Error(step.throw);
    if ('rethrow' in step) throw given;
    if ('clear' in step) return this.bus.clear();
    if ('close' in step) return this.bus.close();
    if ('expect' in step) return this.expect(step.expect);
    assert.fail(`unknown step ${JSON.stringify(step)}`);
  }

  subscribe({ id, pattern, priority, once, onError, does = [] }) {
    let calls = 0;
    const handler = () => {
      this.called.push(id);
      this.steps(does, ++calls);
    };
    const options = { priority, once, onError: onError && this.onError(id, onError) };
    this.subscriptions.set(id, this.bus.subscribe(pattern, handler, options));
  }

  onError(who, { does = [] }) {
    let calls = 0;
    return (error) => {
      this.reported.push([who, written(error)]);
      this.steps(does, ++calls, error);
    };
  }

  publish({ publish, count, delivered = [], reported = [] }) {
    const outermost = this.depth++ === 0;
    if (outermost) {
      this.called = [];
      this.reported = [];
    }
    try {
      const result = this.bus.publish(publish);
      if (count !== undefined) assert.equal(result, count);
    } finally {
      this.depth--;
      if (outermost) {
        assert.deepEqual(this.called, delivered);
        assert.deepEqual(this.reported, reported);
      }
    }
  }

  expect({ size, active = [], ended = [], counts = {}, matching }) {
    if (size !== undefined) assert.equal(this.bus.size, size);
    for (const id of active) assert.equal(this.subscriptions.get(id).active, true, id);
    for (const id of ended) assert.equal(this.subscriptions.get(id).active, false, id);
    for (const [id, count] of Object.entries(counts)) {
      assert.equal(this.subscriptions.get(id).delivered, count, id);
    }
    if (matching !== undefined) this.expectMatching(matching);
  }

  expectMatching(matching) {
    for (const [topic, ids] of Object.entries(matching)) {
      const subscriptions = ids.map((id) => this.subscriptions.get(id));
      assert.deepEqual(this.bus.matching(topic), subscriptions, topic);
    }
  }
}

function matchesError(error, expected) {
  assert.deepEqual(written(error), expected);
  return true;
}
