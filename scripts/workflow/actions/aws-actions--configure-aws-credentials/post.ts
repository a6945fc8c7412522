import { run } from '../toolkit/commands.ts';
import { clear } from './variables.ts';

run(async () => clear());
