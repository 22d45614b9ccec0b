// Who records events, and what it takes to be sure that all are recorded. Each makes its recorder on
// a bus, and returns how to finish, and how many events it has recorded then.

import { appendFile } from 'node:fs';
import { readFile } from 'node:fs/promises';

const lines = async (path) => (await readFile(path, 'utf8')).split('\n').length - 1;

/**
 * @typedef {object} Recorder
 * @property {string} name
 * @property {string} note
 * @property {(modules: any, bus: any, path: string) => Promise<{ finish(): unknown, count(): unknown }>} start
 */

/** @type {Recorder[]} */
export const recorders = [
  {
    name: 'nothing',
    note: 'a subscriber of everything that counts: what publishing itself costs',
    async start(_modules, bus) {
      let count = 0;
      bus.subscribe('**', () => {
        count++;
      });
      return { finish() {}, count: () => count };
    },
  },
  {
    name: 'EventLog',
    note: 'the ring of 16 MiB in memory',
    async start({ toolkit }, bus) {
      const log = new toolkit.EventLog(bus);
      return { finish() {}, count: () => log.lastSeq };
    },
  },
  {
    name: 'jsonlSink',
    note: "a file, as durable as those of the others: fsync 'never'",
    async start({ toolkit }, bus, path) {
      const sink = toolkit.jsonlSink(bus, path, { fsync: 'never' });
      // Without the line at the head.
      return { finish: () => sink.close(), count: async () => (await lines(path)) - 1 };
    },
  },
  {
    name: 'trace',
    note: 'runs, steps, tokens and prices',
    async start({ toolkit }, bus) {
      const trace = toolkit.trace(bus);
      let count = 0;
      bus.subscribe('**', () => {
        count++;
      });
      return { finish: () => trace.toJSON(), count: () => count };
    },
  },
  {
    name: 'all three',
    note: 'EventLog, jsonlSink and trace: JSON is made once',
    async start({ toolkit }, bus, path) {
      toolkit.trace(bus);
      new toolkit.EventLog(bus);
      const sink = toolkit.jsonlSink(bus, path, { fsync: 'never' });
      return { finish: () => sink.close(), count: async () => (await lines(path)) - 1 };
    },
  },
  {
    name: 'jsonlSink, redacted',
    note: 'with the option redact',
    async start({ toolkit }, bus, path) {
      const redact = toolkit.createRedactor({ env: false });
      const sink = toolkit.jsonlSink(bus, path, { fsync: 'never', redact });
      return { finish: () => sink.close(), count: async () => (await lines(path)) - 1 };
    },
  },
  {
    name: 'pino',
    note: 'a subscriber that logs to a file, buffered: `sync: false`, `minLength: 4096`',
    async start({ pino }, bus, path) {
      const destination = pino.destination({ dest: path, sync: false, minLength: 4096 });
      const logger = pino({}, destination);
      bus.subscribe('**', (topic, event) => logger.info({ topic, event }));
      const finish = () =>
        new Promise((resolve, reject) => {
          destination.on('error', reject);
          destination.on('close', resolve);
          destination.end();
        });
      return { finish, count: () => lines(path) };
    },
  },
  {
    name: 'appendFile',
    note: 'a subscriber that calls `fs.appendFile` with `JSON.stringify`, for each event',
    async start(_modules, bus, path) {
      let seq = 0;
      let written = 0;
      let failed;
      const waiting = [];
      bus.subscribe('**', (topic, event) => {
        const line = `${JSON.stringify({ seq: ++seq, time: Date.now(), topic, event })}\n`;
        appendFile(path, line, (error) => {
          failed ??= error;
          if (++written === seq) for (const resolve of waiting) resolve();
        });
      });
      const finish = async () => {
        if (written < seq) await new Promise((resolve) => waiting.push(resolve));
        if (failed) throw failed;
      };
      return { finish, count: () => lines(path) };
    },
  },
];
