// One class of errors, out of all that the two entries export: a bundler is to drop the rest.

import { TopicError } from 'agent-event-bus';
import { LogFormatError } from 'agent-event-bus/toolkit';

console.log(JSON.stringify([TopicError, LogFormatError].map((error) => typeof error)));
