import { receiptShape } from '../../api/rows/receipts.ts';
import type { Json } from '../../base/json.ts';
import { parseTranscriptLine } from '../../claude/transcript/line.ts';
import type { TranscriptEvent } from '../../claude/transcript/line.ts';
import { limits } from '../../limits.ts';
import type { Redactor } from '../../policy/redact.ts';
import type { Decision } from '../../session/decision.ts';
import type { DecisionRecord } from '../../store/decisions.ts';
import type { ExecutionRecord, StepRecord, TranscriptPlace } from '../../store/executions.ts';
import type { Store } from '../../store/store.ts';
import { nameOf } from '../executions/telling.ts';
import { subjectOf } from '../executions/transcript.ts';
import { wholeTaskId } from '../queue/taskNames.ts';
import { readReceipt } from '../receipts/files.ts';
import { hashOfFile } from './marks.ts';
import { noteOf } from './projectFiles.ts';
import type { Range } from './ranges.ts';
import { placesNow, rangesBetween, readRange, sessionOf } from './ranges.ts';
import type { StepResponse } from './response.ts';

/** What telling of a task takes. */
export interface DraftingParts {
  readonly store: Pick<Store, 'decisions' | 'receipts' | 'tasks'>;
  readonly redactor: Redactor;
  readonly isSecret: (path: string, root: string) => boolean;
}

/** All that can be told of a task of a list that has ended, redacted. */
export async function responseOf(list: ExecutionRecord, step: StepRecord, parts: DraftingParts): Promise<StepResponse> {
  const { n, uuid, why, startedAt, endedAt, tookMs, predictedMs, prompt, amended, again, result } = step;
  const note = noteOf(step.before);
  const places = placesNow(list.sources, note && (note.places[0] ?? list.sources[0])?.path);
  const evidence = await evidenceOf(rangesBetween(note?.places ?? [], places), list.sources);
  const files = result?.files ?? { created: [], modified: [], deleted: [] };
  const served = servedBy(list, step, parts);
  const optional = { why, tookMs, predictedMs, typed: note?.typed, object: result?.object, usage: result?.usage };
  const told = {
    ...{ schema: 1, execution: list.id, n, uuid, name: nameOf(step), state: step.state, path: list.path },
    session: list.name,
    ...(startedAt === undefined ? {} : { startedAt: timeOf(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: timeOf(endedAt) }),
    ...given(optional),
    ...{ prompt, amended, again, text: result?.text ?? '', echoed: result?.echoed ?? false },
    ...given({ validation: result?.validation }),
    files,
    hashes: await hashesOf(list.path, [...files.created, ...files.modified], parts.isSecret),
    transcripts: evidence.transcripts,
    ...callsOf(evidence.calls, decisionsOf(list, step, parts)),
    ...served,
  };
  return parts.redactor.json(told as unknown as Json) as unknown as StepResponse;
}

/** Those of the fields that have a value. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

type Call = Extract<TranscriptEvent, { type: 'call' }>;

async function evidenceOf(
  ranges: readonly Range[],
  sources: readonly TranscriptPlace[],
): Promise<{ readonly transcripts: StepResponse['transcripts']; readonly calls: readonly Call[] }> {
  const transcripts: StepResponse['transcripts'] = [];
  const calls = new Map<string, Call>();
  const sessions = sources.slice(-limits.stepTranscriptsMax).map(({ path }) => sessionOf(path));
  for (const range of ranges) {
    const read = await readRange(range, (line) => {
      // A sub-agent's line names the session that it works for.
      const parsed = sessions.map((session) => parseTranscriptLine(line, session)).find(({ ok }) => ok);
      for (const event of parsed?.ok ? parsed.events : []) if (event.type === 'call') calls.set(event.id, event);
    });
    if ('sha256' in read) transcripts.push({ ...range, sha256: read.sha256 });
  }
  return { transcripts, calls: [...calls.values()] };
}

function decisionsOf({ name }: ExecutionRecord, { startedAt }: StepRecord, { store }: DraftingParts): DecisionRecord[] {
  const made = store.decisions.list(name, limits.receiptListMax);
  return made.filter(({ at, decision }) => decision.kind !== 'agent' && at >= (startedAt ?? 0));
}

/** Each call with what was decided on it last, and what was decided on calls that are not among these. */
function callsOf(
  calls: readonly Call[],
  made: readonly DecisionRecord[],
): Pick<StepResponse, 'calls' | 'callsLeftOut'> {
  const decided = new Map(made.flatMap((one) => (one.decision.call ? [[one.decision.call.id, one] as const] : [])));
  const known = new Set(calls.map(({ id }) => id));
  const all = [
    ...calls.map(({ id, tool, input, agent }) => {
      const one = decided.get(id);
      return {
        tool,
        subject: subjectOf(input).trim(),
        ...given({ agent }),
        ...(one ? howDecided(one.decision, one) : {}),
      };
    }),
    ...made
      .filter(({ decision }) => !known.has(decision.call?.id ?? ''))
      .map((one) => ({
        tool: one.decision.tool,
        subject: one.decision.subject,
        ...howDecided(one.decision, one),
      })),
  ];
  const shown = all.slice(0, limits.receiptListMax);
  return { calls: shown, callsLeftOut: all.length - shown.length };
}

function howDecided({ id, risk, action, by }: Decision, { outcome }: DecisionRecord) {
  return { risk, decision: id, action, by, outcome };
}

/** The tasks of the session that served it, and how its command ended each time. Each was typed with the uuid in it. */
function servedBy(
  { name, steps }: ExecutionRecord,
  step: StepRecord,
  { store }: DraftingParts,
): Pick<StepResponse, 'tasks' | 'verifications'> {
  const before = Math.max(0, ...steps.filter(({ n }) => n < step.n).map(lastNumber));
  const numbers = Array.from({ length: Math.max(0, lastNumber(step) - before) }, (_, index) => before + index + 1);
  const records = numbers.flatMap((n) => {
    const record = store.tasks.get(wholeTaskId(name, String(n)));
    return record?.task.text.includes(step.uuid) ? [record] : [];
  });
  const receipts = records.map(({ receipt }) => receiptShape.safeParse(receipt && readReceipt(receipt)).data);
  return {
    tasks: records.map(({ task: { id }, receipt }) =>
      receipt === undefined ? { id } : { id, receipt, ...given({ sha256: store.receipts.sealOf(id) }) },
    ),
    verifications: receipts.flatMap((receipt) => receipt?.verifications ?? []),
  };
}

/** The number of the last task of the session that served it; 0 for none. */
function lastNumber({ task, judge }: StepRecord): number {
  return Math.max(0, ...[task, judge].map((id) => Number(/\.(\d+)$/.exec(id ?? '')?.[1] ?? 0)));
}

/** What the files hold now, as far as that is not too much to read. What a secret of a few characters is can be guessed from its hash. */
async function hashesOf(
  folder: string,
  paths: readonly string[],
  isSecret: DraftingParts['isSecret'],
): Promise<StepResponse['hashes']> {
  const hashes: StepResponse['hashes'] = [];
  let left: number = limits.changedHashBytesMax;
  for (const path of paths) {
    const found = isSecret(path, folder) ? undefined : await hashOfFile(folder, path, left);
    if (!found) continue;
    left -= found.bytes;
    hashes.push({ path, sha256: found.sha256 });
  }
  return hashes;
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
