import { constants } from 'node:os';
import { resolve } from 'node:path';
import { unreachable } from '../../base/assert.ts';
import { sentenceOf } from '../../base/errors.ts';
import { oneLine } from '../format/text.ts';
import type { Io } from '../io.ts';
import type { ReplayEnd } from '../replay/view.ts';
import { showReplay } from '../replay/view.ts';
import type { VerbRun } from '../verb.ts';
import { exit, flag } from '../verb.ts';
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
    return statusOf(io, end);
  } finally {
    // The channel to the guard would keep this process alive.
    if (process.connected) process.disconnect();
  }
};

function statusOf(io: Io, end: ReplayEnd): number {
  switch (end.type) {
    case 'left':
      return exit.done;
    case 'signal':
      // As shells report it: 128 and the number of the signal.
      return 128 + constants.signals[end.signal];
    case 'failed':
      io.stderr.write(`pcc: ${oneLine(sentenceOf(end.error))}\n`);
      return exit.failed;
    default:
      return unreachable(end);
  }
}
