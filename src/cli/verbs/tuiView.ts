import { clientHome } from '../../face/home.ts';
import { demoSessions, removeDemoHome } from '../demoHome.ts';
import type { VerbRun } from '../verb.ts';
import { flag, value } from '../verb.ts';
import { tuiTerminal } from './tui.ts';

/** The guarded half of `pcc tui`. */
export const run: VerbRun = async (given, io) => {
  const terminal = tuiTerminal(io);
  const isDemo = flag(given, 'demo');
  try {
    const { runTui } = await io.engines.tui();
    return await runTui(io, terminal, {
      demos: isDemo ? demoSessions : [],
      theme: value(given, 'theme'),
      ascii: flag(given, 'ascii'),
    });
  } finally {
    // Without its guard nobody else cleans up behind a demonstration.
    if (isDemo && !process.connected) await removeDemoHome(io, clientHome(io).folder);
    // The channel to the guard would keep this process alive.
    if (process.connected) process.disconnect();
  }
};
