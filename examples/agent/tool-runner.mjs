// Runs tools and tells the bus. It knows the bus and the tools, and nobody who listens.

/** @typedef {(args: any) => Promise<unknown>} Tool */

export class ToolRunner {
  #bus;
  #tools;
  #calls = 0;

  /**
   * @param {import('agent-event-bus').EventBus} bus
   * @param {Record<string, Tool>} tools
   */
  constructor(bus, tools) {
    this.#bus = bus;
    this.#tools = tools;
  }

  /**
   * @param {string} tool
   * @param {object} args
   * @returns {Promise<any>} what the tool returns; undefined where it fails, which its events tell
   */
  async call(tool, args) {
    const call = { callId: `call-${++this.#calls}`, tool, args };
    const start = performance.now();
    const latencyMs = () => Math.round((performance.now() - start) * 10) / 10;
    this.#bus.publish('tool.called', call);
    try {
      const result = await this.#tools[tool](args);
      this.#bus.publish('tool.succeeded', { ...call, result, latencyMs: latencyMs() });
      return result;
    } catch (error) {
      const { name: type, message, code } = error;
      this.#bus.publish('tool.failed', {
        ...call,
        error: { type, message, code },
        latencyMs: latencyMs(),
      });
      return undefined;
    }
  }
}
