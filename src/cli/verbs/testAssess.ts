import type { AssessRequest } from '../../face/io.ts';
import type { Given, VerbRun } from '../verb.ts';
import { argument, filled, flag } from '../verb.ts';

/** `pcc test assess [part]`: tries this very program, and tells what came of it. */
export const run: VerbRun = async (given, io) => {
  const part = argument(given, 0);
  const request = { ...assessRequest(given), ...(part === '' ? {} : { part }) };
  return await (await io.engines.assess()).assess(io, request);
};

/** What both ways of trying it take. @throws PccError `usage`. */
export function assessRequest(given: Given): AssessRequest {
  return {
    claude: filled(given, 'claude', 'the path of a claude'),
    report: filled(given, 'report', 'the path of a file'),
    json: flag(given, 'json'),
  };
}
