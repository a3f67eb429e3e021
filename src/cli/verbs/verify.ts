import type { ExecutionProof } from '../../api/methods.ts';
import { PccError } from '../../base/errors.ts';
import { withDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import type { Layout } from '../../face/text/ink.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { oneLine } from '../../face/text/text.ts';
import { limits } from '../../limits.ts';
import type { Given, VerbRun } from '../verb.ts';
import { argument, flag, printJson, value } from '../verb.ts';

/** Most receipts that one call checks; the method table says the same. */
const proofsMax = 1_000;

/** `pcc verify [<uuid>]`: whether receipts and responses of tasks of lists stand as they were written, and fit what they tell of. */
export const run: VerbRun = async (given, io) => {
  const last = lastOf(given);
  const id = argument(given, 0);
  const wanted = { ...(id === '' ? {} : { id }), ...(last === undefined ? {} : { last }) };
  const { proofs } = await withDaemon(io, (api) =>
    api.call('execution.verify', wanted, { timeoutMs: limits.proofsCheckMs }),
  );
  if (flag(given, 'json')) printJson(io, proofs);
  else {
    const layout = layoutFor(io);
    for (const proof of proofs) io.stdout.write(`${proofLines(proof, layout).join('\n')}\n`);
    io.stdout.write(`${summaryOf(proofs)}\n`);
  }
  // Nothing to check yet is no fault, as an empty history is none; of what was named nothing matches.
  if (proofs.length === 0) return id === '' ? exit.done : exit.nothing;
  return proofs.every(({ ok }) => ok) ? exit.done : exit.failed;
};

function proofLines({ uuid, execution, n, ok, faults, notes }: ExecutionProof, layout: Layout): string[] {
  const mark = ok ? layout.ink('green', 'good ') : layout.ink('red', 'FAULT');
  return [
    `${mark} ${uuid}  task ${n} of ${execution.slice(0, 8)}`,
    ...faults.map((fault) => `      ${layout.ink('red', oneLine(fault))}`),
    ...notes.map((note) => `      ${layout.ink('dim', `Note: ${oneLine(note)}`)}`),
  ];
}

function summaryOf(proofs: readonly ExecutionProof[]): string {
  if (proofs.length === 0) return 'No task of a list has ended that could be checked.';
  const bad = proofs.filter(({ ok }) => !ok).length;
  const all = proofs.length === 1 ? '1 task' : `${proofs.length} tasks`;
  return bad === 0 ? `${all} checked, all good.` : `${all} checked, ${bad} with faults.`;
}

function lastOf(given: Given): number | undefined {
  const text = value(given, 'last');
  if (text === undefined) return undefined;
  const last = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (last >= 1 && last <= proofsMax) return last;
  throw new PccError('usage', `'--last ${text}' is no number from 1 to ${proofsMax}.`);
}
