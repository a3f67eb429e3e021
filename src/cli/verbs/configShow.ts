import { PccError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import { withDaemon } from '../../face/connect.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { tableLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';
import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { argument, flag, printJson } from '../verb.ts';

/** `pcc config show`: every key with value, unit and meaning; a value that is not the default is marked with `*`. */
export const run: VerbRun = async (given, io) => {
  const prefix = argument(given, 0);
  const all = await withDaemon(io, (api) => api.call('config.show', {}));
  const keys = all.filter(({ key }) => key.startsWith(prefix));
  if (keys.length === 0) {
    const meant = nearest(
      prefix,
      all.map(({ key }) => key),
    );
    throw new PccError('not_found', `No key begins with '${prefix}'${meant ? `; did you mean '${meant}'?` : '.'}`);
  }
  if (flag(given, 'json')) {
    printJson(io, keys);
    return exit.done;
  }
  const { ink, width } = layoutFor(io);
  const rows = keys.map((row) => [
    { text: row.key },
    {
      text: `${String(row.value) === String(row.default) ? ' ' : '*'} ${oneLine(String(row.value))} ${row.unit}`.trimEnd(),
    },
    { text: oneLine(row.doc), paint: (text: string) => ink('dim', text) },
  ]);
  for (const line of tableLines(rows, width)) io.stdout.write(`${line}\n`);
  return exit.done;
};
