// The demo behind its page: an agent at work, its events at /events, and the files of the page.

import { createServer } from 'node:http';
import { EventBus } from 'agent-event-bus';
import { serveEvents } from 'agent-event-bus/serve';
import { EventLog } from 'agent-event-bus/toolkit';
import { CommandError } from '../run.mjs';
import { auditAgainAndAgain } from './agent.mjs';
import { answerWithFile } from './static-files.mjs';

const HOST = '127.0.0.1';
/** Of the newest events, for pages that come later. */
const LOG_BYTES = 16 << 20;

/**
 * @param {object} options
 * @param {string} options.repository its folder
 * @param {number} options.port 0: a free one
 * @param {number} options.pauseMs between two runs
 * @param {string} [options.token] of the page; none: a new one
 */
export async function startDemo({ repository, port, pauseMs, token }) {
  const bus = new EventBus({
    onError: (error, topic) => console.error(`A consumer of ${topic} failed:`, error),
  });
  const log = new EventLog(bus, { bytes: LOG_BYTES });
  const events = serveEvents(bus, { log, token });
  const server = createServer((request, response) => {
    if (pathOf(request) === '/events') events(request, response);
    else answerWithFile(request, response);
  });
  await listen(server, port);

  const stopping = new AbortController();
  const working = auditAgainAndAgain(bus, repository, { pauseMs, signal: stopping.signal });
  return {
    // Behind the #: browsers send that part of an address to nobody.
    url: `http://${HOST}:${server.address().port}/#token=${encodeURIComponent(events.token)}`,
    async stop() {
      await events.close(); // first, as calls that are cut short are no news
      stopping.abort();
      await working;
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      bus.close();
    },
  };
}

/** @param {import('node:http').IncomingMessage} request */
const pathOf = ({ url = '/' }) => url.split('?', 1)[0];

/**
 * @param {import('node:http').Server} server
 * @param {number} port
 */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(isTaken ? new CommandError(`Something else listens at port ${port}`) : error);
    });
    server.listen(port, HOST, () => resolve(undefined));
  });
}
