import type { VerbRun } from '../verb.ts';
import { exit } from '../verb.ts';
export const run: VerbRun = async () => Promise.resolve(exit.failed);
