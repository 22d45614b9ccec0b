// Readers of the benchmark, in a process of their own: plain HTTP clients that count. Asked over IPC by
// run.mjs: { open, frozen } connects so many; { counts: true } answers what each has got; { thaw: true }
// lets the frozen read on; { close: true } ends all.
//
// Called as `node clients.mjs <url> <token>`.

import { get } from 'node:http';
import { StringDecoder } from 'node:string_decoder';

const [url, token] = process.argv.slice(2);

class Client {
  received = 0;
  /** Told by the server. */
  missed = 0;
  #last = 0;
  #isGap = false;
  #decoder = new StringDecoder('utf8');
  #rest = '';
  #response;
  #request;

  /** @param {boolean} isFrozen it takes the head of the answer, and then reads no more */
  open(isFrozen) {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}` };
      this.#request = get(url, { headers, agent: false }, (response) => {
        if (response.statusCode !== 200) {
          reject(new Error(`Status ${response.statusCode}`));
          return;
        }
        this.#response = response;
        response.on('error', () => {}); // it is closed while events are coming
        if (!isFrozen) this.thaw();
        resolve(undefined);
      }).on('error', reject);
    });
  }

  thaw() {
    this.#response.on('data', (data) => this.#take(this.#decoder.write(data)));
  }

  close() {
    this.#request.destroy();
  }

  /** @param {string} text as far as counting needs it: each id is one above that before */
  #take(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) {
      if (line === 'event: gap') {
        this.#isGap = true;
      } else if (line.startsWith('id: ')) {
        const seq = Number(line.slice(line.indexOf('.') + 1));
        if (this.#last !== 0 && seq !== this.#last + 1) {
          throw new Error(`Event ${seq} came behind ${this.#last}`);
        }
        this.#last = seq;
      } else if (line.startsWith('data: {"seq"')) {
        this.received++;
      } else if (this.#isGap && line.startsWith('data: ')) {
        const { missed } = JSON.parse(line.slice(6));
        this.missed += missed;
        this.#last += missed;
        this.#isGap = false;
      }
    }
  }
}

/** @type {Client[]} */
let clients = [];
let frozen = [];

process.on('message', async (/** @type {any} */ request) => {
  if (request.open !== undefined) {
    clients = Array.from({ length: request.open }, () => new Client());
    frozen = clients.slice(0, request.frozen);
    await Promise.all(clients.map((client) => client.open(frozen.includes(client))));
  }
  if (request.thaw) for (const client of frozen) client.thaw();
  if (request.close) for (const client of clients.splice(0)) client.close();
  process.send(
    clients.map((client) => ({
      frozen: frozen.includes(client),
      received: client.received,
      missed: client.missed,
    })),
  );
});
process.on('disconnect', () => process.exit());
process.send({});
