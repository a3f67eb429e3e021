import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PccError } from '../../base/errors.ts';
import { withDaemon } from '../../face/connect.ts';
import { clientHome } from '../../face/home.ts';
import type { Io, Terminal } from '../../face/io.ts';
import { removeDemoHome, makeDemoHome } from '../demoHome.ts';
import type { Given, VerbRun } from '../verb.ts';
import { flag, value } from '../verb.ts';

/** `pcc tui`: all sessions at once, in a child whose terminal is looked after. */
export const run: VerbRun = async (given, io) => {
  tuiTerminal(io);
  const isDemo = flag(given, 'demo') || (await hasNothing(io));
  if (!isDemo) return guarded(io, optionsOf(given), 'the sessions go on');
  if (!flag(given, 'demo')) {
    io.stdout.write("No 'claude' is on the PATH and there is no session: this is the demo, with recorded sessions.\n");
  }
  const home = makeDemoHome();
  const demoIo = { ...io, env: { ...io.env, PCC_HOME: home, PCC_DEMO_OWNER: String(process.pid) } };
  try {
    return await guarded(demoIo, [...optionsOf(given), '--demo'], 'the demo is over');
  } finally {
    await removeDemoHome(io, home);
  }
};

/** @throws PccError `usage` where there is no terminal that can show anything. */
export function tuiTerminal(io: Io): Terminal {
  if (!io.terminal) {
    throw new PccError(
      'usage',
      "'pcc tui' needs a terminal on standard input and output; 'pcc list' and 'pcc pending' need none.",
    );
  }
  const { TERM } = io.env;
  if (TERM === undefined || TERM === '' || TERM === 'dumb') {
    throw new PccError(
      'usage',
      `'pcc tui' needs a terminal that can place text; TERM ${TERM === 'dumb' ? "says it is 'dumb'" : 'is not set'}.`,
    );
  }
  return io.terminal;
}

function optionsOf(given: Given): string[] {
  const theme = value(given, 'theme');
  return [...(theme === undefined ? [] : ['--theme', theme]), ...(flag(given, 'ascii') ? ['--ascii'] : [])];
}

async function guarded(io: Io, options: readonly string[], then: string): Promise<number> {
  const { runGuarded } = await import('../../face/terminal/guard.ts');
  const end = await runGuarded(io, ['__tui', ...options]);
  if (typeof end === 'number') return end;
  throw new PccError('failed', `The TUI was ended by ${end}; ${then}.`);
}

/** Whether there is neither a CLI to run nor a session to show. A home that was never used is not made for this look. */
async function hasNothing(io: Io): Promise<boolean> {
  if (io.env.PCC_CLAUDE) return false;
  if (!existsSync(clientHome(io).folder)) return !isProgram('claude', io.env);
  return withDaemon(io, async (api) => {
    const rows = await api.call('config.show', {});
    const claude = rows.find(({ key }) => key === 'claude.command')?.value;
    if (isProgram(typeof claude === 'string' ? claude : 'claude', io.env)) return false;
    return (await api.call('session.list', { all: true })).length === 0;
  });
}

function isProgram(command: string, env: Io['env']): boolean {
  const places = command.includes('/') ? [''] : (env.PATH ?? '').split(delimiter);
  return places.some((place) => {
    try {
      accessSync(join(place, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
