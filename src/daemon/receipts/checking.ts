import { receiptShape } from '../../api/rows/receipts.ts';
import { sha256 } from '../../store/sha256.ts';
import type { Store } from '../../store/store.ts';
import { hashOfRange, readReceipt } from './files.ts';
import type { Receipt } from './receipt.ts';
import { receiptDigest } from './receipt.ts';

/**
 * Holds a receipt against the database and the transcripts: a sentence for each thing in which they do not agree. None means that
 * the receipt stands as it was written, that the chain of the audit does, and that all decisions, texts and transcripts it tells of
 * are those that were.
 */
export async function checkReceipt(
  file: string,
  task: string,
  { receipts }: Pick<Store, 'receipts'>,
): Promise<string[]> {
  return [...(await receiptFaults(file, task, { receipts })), ...auditFaults(receipts)];
}

/** A sentence where the chain of the audit is broken; every row of it is read. */
export function auditFaults(receipts: Pick<Store['receipts'], 'firstBroken'>): string[] {
  const broken = receipts.firstBroken();
  return broken ? [`The chain of the audit is broken at row ${broken.seq}: ${broken.why}.`] : [];
}

/** What `checkReceipt` tells, save for whether the chain of the audit holds. */
export async function receiptFaults(
  file: string,
  task: string,
  { receipts }: Pick<Store, 'receipts'>,
): Promise<string[]> {
  const found = readReceipt(file);
  const read = receiptShape.safeParse(found);
  if (!read.success) return [`'${file}' is not there, or holds no receipt.`];
  const receipt = read.data;
  const seal = receipts.sealOf(task);
  return [
    ...(receipt.task.id === task ? [] : [`It is the receipt of task ${receipt.task.id}.`]),
    ...(seal === undefined
      ? ['The audit holds no receipt of this task.']
      : seal === receiptDigest(found)
        ? []
        : ['It is not as it was written: the audit holds another hash of it.']),
    ...chainFaults(receipt, receipts),
    ...receipt.prompts.flatMap((prompt, at) =>
      prompt.whole && sha256(prompt.text) !== prompt.sha256 ? [`The hash of prompt ${at + 1} is another one.`] : [],
    ),
    ...(await transcriptFaults(receipt)),
  ];
}

function chainFaults({ chain, decisions }: Receipt, receipts: Store['receipts']): string[] {
  if (!chain) return decisions.length === 0 ? [] : ['It tells of decisions, but of no place in the audit.'];
  if (receipts.hashAt(chain.seq) !== chain.hash) return [`Row ${chain.seq} of the audit has another hash.`];
  return decisions.flatMap(({ id, seq, outcome }) => {
    const made = receipts.decisionAt(id, chain.seq);
    if (!made) return [`The audit holds no decision ${id}.`];
    return made.seq === seq && made.outcome === outcome ? [] : [`The audit tells otherwise of decision ${id}.`];
  });
}

async function transcriptFaults({ transcripts }: Receipt): Promise<string[]> {
  const faults: string[] = [];
  for (const { path, from, to, sha256: wanted } of transcripts) {
    const hash = await hashOfRange(path, from, to);
    if (hash === undefined) faults.push(`Bytes ${from} to ${to} of '${path}' are not there any more.`);
    else if (hash !== wanted) faults.push(`Bytes ${from} to ${to} of '${path}' were changed.`);
  }
  return faults;
}
