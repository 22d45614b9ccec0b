import express from 'express';
import { prove } from './mounted.js';

await prove((handler) => express().use('/events', handler).listen(0, '127.0.0.1'));
