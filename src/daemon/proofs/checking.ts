import { createHash } from 'node:crypto';
import type { ExecutionProof } from '../../api/methods.ts';
import { parseTranscriptLine } from '../../claude/transcript/line.ts';
import { limits } from '../../limits.ts';
import type { Redactor } from '../../policy/redact.ts';
import type { PastStep } from '../../store/executions.ts';
import type { Store } from '../../store/store.ts';
import { receiptFaults } from '../receipts/checking.ts';
import { readReceipt, readWhole } from '../receipts/files.ts';
import { receiptDigest } from '../receipts/receipt.ts';
import { hashOfFile, markOf } from './marks.ts';
import { readRange, sessionOf } from './ranges.ts';
import type { StepResponse } from './response.ts';
import { readResponse } from './response.ts';

/** What holding a receipt against everything else takes. */
export interface CheckingParts {
  readonly store: Pick<Store, 'receipts'>;
  readonly redactor: Redactor;
}

/** Holds receipt and response of a task of a list against the store, the audit, the transcripts and the disk. */
export async function proofOf(past: PastStep, parts: CheckingParts): Promise<ExecutionProof> {
  const { step, execution } = past;
  const told = (faults: readonly string[], notes: readonly string[]): ExecutionProof => ({
    ...{ uuid: step.uuid, execution, n: step.n, ok: faults.length === 0 },
    faults: cut(faults),
    notes: cut(notes),
  });
  if (step.state !== 'done' && step.state !== 'failed' && !step.proof)
    return told([], [`It is ${step.state}: a receipt is written of a task that was typed and has ended.`]);
  const { receipt, response, proof } = step;
  if (receipt === undefined || response === undefined || !proof)
    return told(['Missing: no receipt of it could be written; the log of the daemon tells why.'], []);
  const written = readWhole(response);
  const shown = readWhole(receipt);
  const faults = [
    ...fileFaults(receipt, shown, proof.receipt),
    ...fileFaults(response, written, proof.response),
    ...sealFaults(step.uuid, proof.receipt, parts.store.receipts),
    ...(shown === undefined || shown.includes(proof.response)
      ? []
      : [`Forged: '${receipt}' tells of another response than the store does.`]),
  ];
  // What a forged response claims is no matter of its own.
  if (!written || hashOf(written) !== proof.response) return told(faults, []);
  const held = readResponse(written.toString('utf8'));
  if (!held) return told([...faults, `Forged: '${response}' holds no response of a task.`], []);
  return told(
    [
      ...faults,
      ...storeFaults(held, past, parts.redactor),
      ...(await transcriptFaults(held)),
      ...(await taskFaults(held, parts)),
    ],
    await changedSince(held),
  );
}

function cut(sentences: readonly string[]): string[] {
  const more = sentences.length - limits.proofSentencesTold;
  return more <= 0 ? [...sentences] : [...sentences.slice(0, -more), `There are ${more} more.`];
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function fileFaults(path: string, bytes: Buffer | undefined, wanted: string): string[] {
  if (!bytes) return [`Missing: '${path}' is not there.`];
  return hashOf(bytes) === wanted ? [] : [`Forged: '${path}' is not as it was written.`];
}

function sealFaults(uuid: string, wanted: string, receipts: Pick<Store['receipts'], 'sealOf'>): string[] {
  const seal = receipts.sealOf(uuid);
  if (seal === undefined) return ['Missing: the audit holds no receipt of this task.'];
  return seal === wanted ? [] : ['Forged: the audit holds another hash of its receipt than the store.'];
}

function storeFaults(held: StepResponse, { step, execution }: PastStep, redactor: Redactor): string[] {
  const same = (one: string, other: string): boolean => redactor.text(one) === redactor.text(other);
  const isIt =
    held.uuid === step.uuid && held.execution === execution && held.n === step.n && held.state === step.state;
  return [
    ...(isIt ? [] : ['Forged: the response is that of another task.']),
    ...(same(held.text, step.result?.text ?? '') ? [] : ['Forged: the store tells of another answer.']),
  ];
}

async function transcriptFaults({ transcripts, uuid, echoed, state }: StepResponse): Promise<string[]> {
  const faults: string[] = [];
  const seen = { answer: false };
  for (const range of transcripts) {
    const session = sessionOf(range.path);
    const found = { compaction: false };
    const read = await readRange(range, (line) => {
      if (compaction.test(line)) found.compaction = true;
      const parsed = parseTranscriptLine(line, session);
      if (parsed.ok && parsed.lastText !== undefined && names(parsed.lastText, uuid)) seen.answer = true;
    });
    const bytes = `Bytes ${range.from} to ${range.to} of '${range.path}'`;
    const how = found.compaction ? 'it was compacted, or written anew' : 'it was written anew';
    if (!('sha256' in read))
      faults.push(
        read.missing === 'file'
          ? `Missing: the transcript '${range.path}' was deleted; the CLI removes old ones by itself.`
          : `Missing: ${bytes} are not there any more: ${how}.`,
      );
    else if (read.sha256 !== range.sha256) faults.push(`Changed: ${bytes} are not what they were: ${how}.`);
  }
  const isThere = faults.length === 0;
  if (transcripts.length === 0 && state === 'done')
    faults.push('Missing: no transcript of it was found when it ended.');
  else if (isThere && echoed && !seen.answer)
    faults.push('Forged: no answer in its transcript brings back the uuid of this task.');
  return faults;
}

/** How the CLI marks where it replaced a conversation by a summary (2.0.64 to 2.1.329). */
const compaction = /"isCompactSummary"\s*:\s*true|"subtype"\s*:\s*"compact_boundary"/;

function names(text: string, uuid: string): boolean {
  return text
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .toLowerCase()
    .includes(uuid);
}

async function taskFaults({ tasks }: StepResponse, { store }: CheckingParts): Promise<string[]> {
  const faults: string[] = [];
  for (const { id, receipt, sha256: wanted } of tasks) {
    if (receipt === undefined) continue;
    const digest = receiptDigest(readReceipt(receipt) ?? null);
    const own = await receiptFaults(receipt, id, store);
    if (own.length === 0 && wanted !== undefined && digest !== wanted)
      own.push('It was written anew since: the task was taken up again.');
    faults.push(...own.map((fault) => `The receipt of task ${id} of the session: ${fault}`));
  }
  return faults;
}

/** What has become of the files since is no fault: work goes on. */
async function changedSince({ path, files, hashes }: StepResponse): Promise<string[]> {
  const notes: string[] = [];
  let left: number = limits.changedHashBytesMax;
  for (const { path: file, sha256: wanted } of hashes) {
    const now = await hashOfFile(path, file, left);
    left -= now?.bytes ?? 0;
    if (now?.sha256 === wanted) continue;
    const isThere = now !== undefined || (await markOf(path, file, false)) !== undefined;
    notes.push(`'${file}' ${isThere ? 'was changed since' : 'is not there any more'}.`);
  }
  for (const file of files.deleted) if (await markOf(path, file, false)) notes.push(`'${file}' is there again.`);
  return notes;
}
