import { withDaemon } from '../../face/connect.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { pendingLines } from '../../face/text/pending.ts';
import { failedTasksTold } from '../../face/text/tasks.ts';
import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { flag, printJson } from '../verb.ts';
import { warnIfHalted } from '../warnings.ts';

/** `pcc pending`: everything that waits for a person, each with the commands that answer it. */
export const run: VerbRun = async (given, io) => {
  const { items, failed } = await withDaemon(io, async (api) => {
    await warnIfHalted(api, io);
    const asked = await api.call('pending.list', {});
    if (flag(given, 'json')) return { items: asked, failed: [] };
    return { items: asked, failed: failedTasksTold(await api.call('session.list', {})) };
  });
  if (flag(given, 'json')) {
    printJson(io, items);
    return exit.done;
  }
  if (items.length === 0) io.stdout.write('Nothing waits for you.\n');
  const layout = layoutFor(io);
  const blocks = items.map((item) => pendingLines(item, layout).join('\n'));
  if (blocks.length > 0) io.stdout.write(`${blocks.join('\n\n')}\n`);
  for (const sentence of failed) io.stdout.write(`${layout.ink('red', sentence)}\n`);
  return exit.done;
};
