// A page without a bundler: the files of the package are on its own server.

import { EventBus } from './out/index.js';
import { print, proveMain } from './proof.js';

print(proveMain({ EventBus }));
