import type { Result } from '../../api/methods.ts';
import { withDaemon } from '../../face/connect.ts';
import { exit } from '../../face/exit.ts';
import type { Layout } from '../../face/text/ink.ts';
import { layoutFor } from '../../face/text/ink.ts';
import type { TableCell } from '../../face/text/table.ts';
import { fieldLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';
import { localTime } from '../../face/text/time.ts';
import type { VerbRun } from '../verb.ts';
import { argument, flag, printJson } from '../verb.ts';

type Found = Result<'receipt.get'>;
type Receipt = NonNullable<Found['receipt']>;

/** `pcc receipt <id> <task>`: what can be told of a task that has ended; with `--check` whether it fits audit and transcripts. */
export const run: VerbRun = async (given, io) => {
  const wanted = { id: argument(given, 0), task: argument(given, 1), check: flag(given, 'check') };
  const found = await withDaemon(io, (api) => api.call('receipt.get', wanted));
  if (flag(given, 'json')) printJson(io, found);
  else for (const line of receiptLines(found, layoutFor(io))) io.stdout.write(`${line}\n`);
  return found.receipt === null || (found.faults ?? []).length > 0 ? exit.failed : exit.done;
};

function receiptLines({ task, path, receipt, faults }: Found, layout: Layout): string[] {
  const fields: [string, TableCell | undefined][] = [
    ['task', { text: task, paint: (text) => layout.ink('bold', text) }],
    ...(receipt ? fieldsOf(receipt) : []),
    ['receipt', { text: oneLine(path) }],
    ['check', faults?.length === 0 ? { text: 'it fits the audit and the transcripts' } : undefined],
    ...(faults ?? []).map((fault): [string, TableCell] => [
      'fault',
      { text: oneLine(fault), paint: (text) => layout.ink('red', text) },
    ]),
  ];
  return fieldLines(
    fields.filter((field): field is [string, TableCell] => field[1] !== undefined),
    layout.width,
  );
}

function fieldsOf(receipt: Receipt): [string, TableCell | undefined][] {
  const { states, prompts, verifications, tokens, decisions, transcripts, chain, result } = receipt;
  return [
    ['text', { text: oneLine(receipt.task.text) }],
    ['state', { text: receipt.state }],
    ['why', receipt.why === undefined ? undefined : { text: oneLine(receipt.why) }],
    ...states.map(({ state, at }): [string, TableCell] => [state, { text: localTime(at) }]),
    [
      'claude',
      { text: `${receipt.claude.version ?? 'version unknown'}, session ${receipt.claude.sessions.join(', ')}` },
    ],
    ...prompts.map(({ role, text, sha256 }): [string, TableCell] => [
      role ?? 'typed',
      { text: oneLine(`${text} (sha256 ${sha256})`) },
    ]),
    ...verifications.map(({ command, how, sha256 }): [string, TableCell] => [
      'verified',
      { text: oneLine(`${command} ${how} (output sha256 ${sha256})`) },
    ]),
    ['decisions', { text: String(decisions.length) }],
    ['tokens', tokens && { text: `${tokens.input + tokens.cacheRead + tokens.cacheWrite} in, ${tokens.output} out` }],
    ['result', result === undefined ? undefined : { text: oneLine(result) }],
    ...transcripts.map(({ path, from, to, sha256 }): [string, TableCell] => [
      'transcript',
      { text: oneLine(`${path} bytes ${from} to ${to} (sha256 ${sha256})`) },
    ]),
    ['audit', chain === null ? undefined : { text: `row ${chain.seq}, ${chain.hash}` }],
  ];
}
