// The quick part of npm run test:packages in a browser: bundled by esbuild, and by no bundler at all.

import { proveInTests } from '../packages/in-tests.js';

proveInTests(['esbuild', 'script']);
