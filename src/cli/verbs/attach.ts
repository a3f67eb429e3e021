import { PccError } from '../../base/errors.ts';
import type { Io, Terminal } from '../../face/io.ts';
import type { VerbRun } from '../verb.ts';
import { argument, flag } from '../verb.ts';

/** `pcc attach <id>`: the session full-screen, in a child whose terminal is looked after. */
export const run: VerbRun = async (given, io) => {
  usableTerminal(io);
  const { runGuarded } = await import('../../face/terminal/guard.ts');
  const readOnly = flag(given, 'readOnly') ? ['--read-only'] : [];
  const end = await runGuarded(io, ['__attach', ...readOnly, '--', argument(given, 0)]);
  if (typeof end === 'number') return end;
  throw new PccError('failed', `The attached view was ended by ${end}; the session goes on.`);
};

/** @throws PccError `usage` where there is no terminal that can show a session. */
export function usableTerminal(io: Io): Terminal {
  if (!io.terminal) {
    throw new PccError(
      'usage',
      "'pcc attach' needs a terminal on standard input and output; 'pcc logs --follow' needs none.",
    );
  }
  if (io.env.TERM === undefined || io.env.TERM === '' || io.env.TERM === 'dumb') {
    throw new PccError('usage', "'pcc attach' needs a terminal that can place text; TERM says it is 'dumb'.");
  }
  return io.terminal;
}
