// Runs tools by name. That their calls become events is the work of the toolkit; what is left is
// what this agent wants: a call that fails is no exception, but nothing.

/** @typedef {(args: any) => unknown} Tool */

export class ToolRunner {
  #agent;
  #tools;

  /**
   * @param {import('agent-event-bus/toolkit').Instrument} agent
   * @param {Record<string, Tool>} tools
   */
  constructor(agent, tools) {
    this.#agent = agent;
    this.#tools = tools;
  }

  /**
   * @param {string} tool
   * @param {object} args
   * @returns {Promise<any>} what the tool returns; undefined where it fails, or the budget refuses it,
   *   which its events tell
   */
  async call(tool, args) {
    const run = this.#agent.tool(tool, async (given) => this.#tools[tool](given));
    try {
      return await run(args);
    } catch {
      return undefined;
    }
  }
}
