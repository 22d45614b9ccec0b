// Agents whose runs agentsnap has recorded (tests/fixtures/agentsnap.json), to be run again and
// recorded by the toolkit.

const fail = (name, message) => {
  throw Object.assign(new Error(message), { name });
};

export const agents = [
  {
    // One of agentsnap's own examples: its published snapshot has the same digests.
    name: 'booking',
    options: {
      input: 'Book me a cheap NYC→SFO flight, prefer window seat',
      model: 'mock-deterministic',
    },
    tools: {
      search_flights: async ({ from, to }) => [
        { id: 'UA123', from, to, price: 240 },
        { id: 'DL456', from, to, price: 199 },
      ],
      check_seat_map: async ({ flightId }) => ({ flightId, windowAvailable: true }),
      book_flight: async ({ flightId, seat }) => ({ confirmation: `CONF-${flightId}-${seat}` }),
    },
    agent: async (tools) => {
      const flights = await tools.search_flights({ from: 'NYC', to: 'SFO' });
      const { id } = flights.reduce((a, b) => (a.price <= b.price ? a : b));
      const { windowAvailable } = await tools.check_seat_map({ flightId: id });
      const seat = windowAvailable ? 'window' : 'aisle';
      const { confirmation } = await tools.book_flight({ flightId: id, seat });
      return `Booked ${id} (${seat}). ${confirmation}.`;
    },
  },
  {
    name: 'arguments: one, several, none',
    options: { input: 'x' },
    tools: {
      one: async (x) => x,
      two: async (x, y) => x + y,
      none: async () => undefined,
      object: async (x) => x,
    },
    agent: async ({ one, two, none, object }) => {
      await one('single');
      await two(1, 2);
      await none();
      await object(null);
      await object({ list: [1, { deep: true }], 2: 'b', 1: 'a' });
      return { total: 3, parts: ['a', null] };
    },
  },
  {
    name: 'order is that of the ends',
    options: {},
    tools: {
      slow: async () => {
        for (let i = 0; i < 10; i++) await undefined;
        return 'slow';
      },
      fast: async () => 'fast',
    },
    agent: async ({ slow, fast }) => {
      await Promise.all([slow(1), fast(2)]);
    },
  },
  {
    name: 'a tool that fails, and a run that goes on',
    options: { model: 'm' },
    tools: { broken: async () => fail('UpstreamError', 'down'), fine: async () => 'ünï🙂' },
    agent: async ({ broken, fine }) => {
      await broken({ id: 1 }).catch(() => {});
      return fine('\u2028"\\');
    },
  },
  {
    name: 'a run that fails',
    options: { input: 'try', model: 'm' },
    tools: { broken: async () => fail('TypeError', 'no such city') },
    agent: async ({ broken }) => broken({ city: 'Ys' }),
  },
];
