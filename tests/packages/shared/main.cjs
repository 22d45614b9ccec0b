// The smallest use, by require.

const bus = require('agent-event-bus');
const { print, proveMain } = require('./proof.js');

print(proveMain(bus));
