import { PccError, sentenceOf } from '../base/errors.ts';
import { packageVersion } from '../packageRoot.ts';
import { oneLine } from '../face/text/text.ts';
import type { Io } from '../face/io.ts';
import { parseCommandLine } from './program.ts';
import { exit } from '../face/exit.ts';
import { verbs } from './verbs.ts';

/** Runs one command line (without program names) and gives its exit status; never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    const asked = parseCommandLine(argv, verbs, packageVersion());
    if (asked.type === 'text') {
      io.stdout.write(asked.text);
      return exit.done;
    }
    const { run: runVerb } = await asked.verb.load();
    return await runVerb(asked.given, io);
  } catch (error) {
    io.stderr.write(`pcc: ${oneLine(sentenceOf(error))}\n`);
    return error instanceof PccError ? error.exitStatus : exit.failed;
  }
}
