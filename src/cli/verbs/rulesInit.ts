import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { rulesEngine } from './rulesList.ts';

/** `pcc rules init`: writes a commented sample of a rule file and prints its path. */
export const run: VerbRun = async (given, io) => {
  const engine = await rulesEngine(given, io);
  io.stdout.write(`${engine.init()}\n`);
  return exit.done;
};
