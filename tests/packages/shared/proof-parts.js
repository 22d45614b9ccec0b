// What every project does with the other entries, and what must come of it.

/** The other entries, each as it is used with the main one. */
export const parts = {
  /** @param {Record<string, any>} entries */
  async bridge({ EventBus, bridge }) {
    const { port1, port2 } = new MessageChannel();
    const [here, there] = [new EventBus(), new EventBus()];
    bridge(here, port1, { send: 'tool.**' });
    bridge(there, port2, { receive: 'tool.**' });
    const arrived = there.once('tool.*', { timeoutMs: 30_000 });
    here.publish('tool.called', { tool: 'search' });
    const { topic } = await arrived;
    port1.close();
    port2.close();
    return topic;
  },

  toolkit({ EventBus, EventLog, trace, redact }) {
    const bus = new EventBus();
    const [log, traced] = [new EventLog(bus), trace(bus)];
    bus.publish('tool.called', { callId: '1', tool: 'search' });
    const [{ event }] = log.query();
    const { calls } = traced.report().tools.search;
    return `${event.tool} ${calls} ${redact({ password: 'hunter2hunter2' }).password}`;
  },

  testing({ EventBus, capture }) {
    const bus = new EventBus();
    const captured = capture(bus, '**');
    bus.publish('tool.called');
    return captured.topics.join();
  },

  /** Over HTTP, on the loopback. */
  async serve({ EventBus, connectEvents, serveEvents }) {
    const bus = new EventBus();
    const server = serveEvents(bus);
    const { url } = await server.listen();
    const ui = connectEvents(url, { token: server.token, from: 'start' });
    const arrived = ui.once('tool.*', { timeoutMs: 30_000 });
    bus.publish('tool.called', { tool: 'search' });
    const { event } = await arrived;
    ui.close();
    await server.close();
    return event.tool;
  },

  /** Where there is no Node, it can be imported, and refuses when it is called. */
  serveRefused({ EventBus, serveEvents }) {
    try {
      serveEvents(new EventBus());
    } catch ({ code }) {
      return code;
    }
    return 'not refused';
  },

  /** An element of a page, that shows what was published. */
  async devtools({ EventBus }) {
    const bus = new EventBus();
    const element = document.createElement('agent-event-bus-devtools');
    element.bus = bus;
    document.body.append(element);
    bus.publish('tool.called', { tool: 'search' });
    const shown = () => element.shadowRoot.textContent.includes('tool.called');
    for (let tries = 0; tries < 100 && !shown(); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    element.remove();
    return shown() ? 'tool.called' : element.shadowRoot.textContent.slice(0, 200);
  },

  /** Where there is no page, it can be imported, and refuses to be made. */
  devtoolsRefused({ AgentEventBusDevtools }) {
    try {
      new AgentEventBusDevtools();
    } catch ({ code }) {
      return code;
    }
    return 'not refused';
  },
};

export const expectedOfParts = {
  bridge: 'tool.called',
  toolkit: 'search 1 [REDACTED:field]',
  testing: 'tool.called',
  serve: 'search',
  serveRefused: 'ERR_NOT_NODE',
  devtools: 'tool.called',
  devtoolsRefused: 'ERR_NOT_BROWSER',
};

/**
 * @param {Record<string, any>} entries what all entries export
 * @param {(keyof typeof parts)[]} names
 */
export async function proveParts(entries, names) {
  const results = {};
  for (const name of names) results[name] = await parts[name](entries);
  return results;
}
