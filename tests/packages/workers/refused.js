// The form for everywhere, by its path past the exports map: a Worker refuses to compile its bytes.

import { EventBus } from './node_modules/agent-event-bus/dist/index.js';

export default {
  fetch() {
    try {
      new EventBus().subscribe('t', () => {});
    } catch (error) {
      return Response.json(`${error.name}: ${error.message}`);
    }
    return Response.json('not refused');
  },
};
