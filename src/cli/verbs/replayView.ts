import { resolve } from 'node:path';
import { tellTaken } from '../../face/terminal/fullScreen.ts';
import { showReplay } from '../replay/view.ts';
import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { flag } from '../verb.ts';
import { usableTerminal } from './attach.ts';
import { modeOf, requestOf } from './replay.ts';

/** The guarded half of `pcc replay --step` and `--watch`. */
export const run: VerbRun = async (given, io) => {
  const terminal = usableTerminal(io);
  try {
    const engine = await io.engines.replay();
    const end = await showReplay(io, terminal, {
      files: given.args,
      open: (file) => engine.openPlayback(resolve(io.cwd, file), requestOf(given, io)),
      playing: flag(given, 'watch'),
      speed: modeOf(given).speed,
    });
    return end.type === 'left' ? exit.done : tellTaken(io, end);
  } finally {
    // The channel to the guard would keep this process alive.
    if (process.connected) process.disconnect();
  }
};
