// The clients' own types fit: what they call a client, the bus takes.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('a client of node-redis and one of ioredis are what the option client takes', (t) => {
  const folder = join(root, 'build/types-redis');
  mkdirSync(folder, { recursive: true });
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'clients.ts');
  writeFileSync(
    file,
    `import { RedisEventBus } from 'agent-event-bus/redis';
     import { Redis } from 'ioredis';
     import { createClient } from 'redis';
     new RedisEventBus({ client: createClient({ url: 'redis://127.0.0.1' }) });
     new RedisEventBus({ client: new Redis() });
     // @ts-expect-error anything else is not
     new RedisEventBus({ client: new Map() });`,
  );
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/typescript/bin/tsc'),
      ...['--noEmit', '--strict', '--pretty', 'false', '--skipLibCheck', '--types', 'node'],
      ...['--target', 'es2022', '--lib', 'es2022,dom,esnext.disposable'],
      ...['--module', 'nodenext', '--ignoreConfig', file],
    ],
    { cwd: root, encoding: 'utf8' },
  );
  assert.equal(stdout, '');
});
