import fastify from 'fastify';
import { prove } from './mounted.js';

await prove(async (handler) => {
  const app = fastify();
  app.get('/events', ({ raw: request }, reply) => {
    reply.hijack(); // the handler answers
    handler(request, reply.raw);
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app.server;
});
