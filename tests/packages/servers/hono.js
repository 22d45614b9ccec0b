import { serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { prove } from './mounted.js';

await prove((handler) => {
  const app = new Hono();
  app.get('/events', ({ env: { incoming, outgoing } }) => {
    handler(incoming, outgoing);
    return RESPONSE_ALREADY_SENT;
  });
  return serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
});
