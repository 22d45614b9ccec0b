// What every project does with the main entry, and what must come of it. The entry is handed in, so that
// a project may get it by import, by require or from a bundle.

/** @param {{ EventBus: any }} main the main entry */
export async function proveMain({ EventBus }) {
  const failures = [];
  const bus = new EventBus({
    onError: (error, topic) => failures.push(`${topic}: ${error.message}`),
  });
  const delivered = [];
  const firsts = [];
  const finished = [];
  bus.subscribe('tool.*', () => fail('a broken consumer'), { priority: 1 });
  bus.subscribe('tool.*', (topic, event) => delivered.push({ topic, event }));
  bus.once('**.called', (topic) => firsts.push(topic));
  bus.subscribe('tool.succeeded', async (topic) => {
    await null;
    finished.push(topic);
  });
  const handlers = [
    bus.publish('tool.called', { tool: 'search' }),
    bus.publish('tool.called', { tool: 'fetch' }),
    await bus.publishAsync('tool.succeeded', { tool: 'search' }),
  ];
  const { published, errors } = bus.stats();
  bus.close();
  return { delivered: delivered[0], handlers, firsts, finished, failures, published, errors };
}

/** @param {string} message */
function fail(message) {
  throw new Error(message);
}

export const expectedOfMain = {
  delivered: { topic: 'tool.called', event: { tool: 'search' } },
  handlers: [3, 2, 3],
  firsts: ['tool.called'],
  finished: ['tool.succeeded'],
  failures: [
    'tool.called: a broken consumer',
    'tool.called: a broken consumer',
    'tool.succeeded: a broken consumer',
  ],
  published: 3,
  errors: 3,
};

/**
 * Prints the one line that is read.
 *
 * @param {Promise<unknown>} proof
 */
export function print(proof) {
  proof.then(
    (result) => console.log(JSON.stringify(result)),
    (error) => console.log(JSON.stringify({ error: `${error.name}: ${error.message}` })),
  );
}
