import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { limits } from '../../limits.ts';
import type { Task, TaskState } from '../../session/task.ts';
import { isListed } from '../../session/task.ts';
import type { Store } from '../../store/store.ts';
import type { LiveSession } from '../liveSession.ts';
import type { SecretValues } from '../secretValues.ts';
import type { Verification } from './drafting.ts';
import { shown, withPrompt, withState, withVerification } from './drafting.ts';
import { draftFile, hashOfRange, readReceipt, receiptFile, writeReceipt } from './files.ts';
import type { Draft, Receipt } from './receipt.ts';
import { draftShape, receiptDigest } from './receipt.ts';

/** What the receipts need. */
export interface ReceiptsParts {
  /** Folder of all receipts. */
  readonly folder: string;
  readonly store: Pick<Store, 'decisions' | 'receipts' | 'sessions' | 'tasks' | 'transaction'>;
  readonly clock: Clock;
  readonly secrets: Pick<SecretValues, 'current'>;
  readonly log: (sentence: string) => void;
}

/** A session as far as receipts go. */
export type Receipted = Pick<LiveSession, 'id' | 'claudeSessionId' | 'usage' | 'onEnded'> & {
  readonly actor: Pick<LiveSession['actor'], 'session' | 'onStep' | 'note'>;
};

/** A receipt whose transcripts are still to be hashed. */
type Unhashed = Omit<Receipt, 'transcripts'> & {
  readonly transcripts: readonly Omit<Receipt['transcripts'][number], 'sha256'>[];
};

/**
 * Writes a receipt for each task that ends. What it will hold is noted in a file beside it while the task is at work, so that a new
 * daemon goes on from there. Nothing waits for a receipt, and one that cannot be written is told and nothing else.
 */
export class Receipts implements Disposable {
  readonly #parts: ReceiptsParts;
  readonly #drafts = new Map<string, Draft>();
  readonly #writing = new Set<Promise<void>>();
  readonly #owned = new Disposables();

  constructor(parts: ReceiptsParts) {
    this.#parts = parts;
  }

  /** A session begins to live here. */
  follow(live: Receipted): void {
    let { tasks } = live.actor.session;
    this.#guarded(live, () => {
      this.#resume(live);
    });
    const owned = this.#owned.own(new Disposables());
    owned.own(
      live.actor.onStep((session) => {
        const before = tasks;
        ({ tasks } = session);
        if (tasks === before) return;
        this.#guarded(live, () => {
          this.#changed(live, before, session.tasks);
        });
      }),
    );
    // The step with which it ends is still told here: what it makes of tasks has its receipts.
    owned.own(
      live.onEnded(() => {
        this.#owned.release(owned);
      }),
    );
  }

  /** The command of a task has ended. */
  verified(live: Receipted, task: string, verification: Verification): void {
    this.#guarded(live, () => {
      const draft = this.#draftOf(live, task);
      if (!draft) return;
      this.#keep(live, withVerification(draft, verification, this.#now(), this.#parts.secrets.current()));
    });
  }

  /** Resolves when all receipts that are being written are there. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Tasks that ended while nobody could write their receipts. */
  #resume(live: Receipted): void {
    for (const name of namesIn(join(this.#parts.folder, live.id))) {
      const id = /^(.*)\.draft$/.exec(name)?.[1];
      const task = id === undefined ? undefined : this.#parts.store.tasks.get(id)?.task;
      const draft = task && isOver(task.state) ? this.#draftOf(live, task.id) : undefined;
      if (task && draft) this.#finish(live, task, draft);
    }
  }

  #changed(live: Receipted, before: readonly Task[], after: readonly Task[]): void {
    const states = new Map(before.map(({ id, state }) => [id, state]));
    for (const task of after) {
      if (states.get(task.id) === task.state) continue;
      if (isListed(task)) this.#moved(live, task, states.get(task.id));
      else if (task.of !== undefined && task.state === 'running') this.#typed(live, task.of, task);
    }
  }

  #moved(live: Receipted, task: Task, before: TaskState | undefined): void {
    const { state } = task;
    const isAnew = state === 'queued' && before !== undefined && isOver(before);
    if (isAnew) this.#drop(live, task.id);
    const known = isAnew ? undefined : this.#draftOf(live, task.id);
    // Nothing was done for a task that still waits, or that a person took out.
    if (!known && (state === 'queued' || state === 'removed')) return;
    const draft = withState(known ?? this.#begin(live, task.id), state, this.#now());
    if (state === 'removed') this.#drop(live, task.id);
    else if (isOver(state)) this.#finish(live, task, draft);
    else {
      this.#keep(live, draft);
      if (state === 'running' && before === 'typing') this.#typed(live, task.id, task);
    }
  }

  /** An errand may go before the first word of its task. */
  #typed(live: Receipted, id: string, typed: Task): void {
    const draft = this.#draftOf(live, id) ?? this.#begin(live, id);
    this.#keep(live, withPrompt(draft, typed, this.#now(), this.#parts.secrets.current()));
  }

  #begin(live: Receipted, task: string): Draft {
    const { store } = this.#parts;
    const given = store.tasks.get(task)?.createdAt;
    const usage = live.usage;
    return {
      schema: 1,
      session: live.id,
      task,
      states: given === undefined ? [] : [{ state: 'queued', at: new Date(given).toISOString() }],
      prompts: [],
      verifications: [],
      begun: {
        seq: store.receipts.chain()?.seq ?? 0,
        claudeSessionId: live.claudeSessionId,
        ...(usage ? { usage } : {}),
        positions: store.sessions.positions(live.id),
      },
    };
  }

  #finish(live: Receipted, task: Task, draft: Draft): void {
    this.#keep(live, draft);
    const file = receiptFile(this.#parts.folder, live.id, task.id);
    const unhashed = this.#receiptOf(live, task, draft);
    const writing = this.#write(file, unhashed)
      .then(() => {
        // It may have been taken up again meanwhile.
        if (this.#drafts.get(task.id) === draft) this.#drop(live, task.id);
      })
      .catch((error: unknown) => {
        this.#failed(live, error);
      })
      .finally(() => this.#writing.delete(writing));
    this.#writing.add(writing);
  }

  async #write(file: string, unhashed: Unhashed): Promise<void> {
    const { store, clock } = this.#parts;
    const transcripts: Receipt['transcripts'] = [];
    for (const range of unhashed.transcripts) {
      const sha256 = await hashOfRange(range.path, range.from, range.to);
      if (sha256 !== undefined) transcripts.push({ ...range, sha256 });
    }
    const receipt: Receipt = { ...unhashed, transcripts };
    writeReceipt(file, receipt);
    store.transaction(() => {
      store.receipts.seal(receipt.session, receipt.task.id, receiptDigest(receipt), clock.wallMs());
      store.tasks.saveReceipt(receipt.task.id, file);
    });
  }

  #receiptOf(live: Receipted, task: Task, { begun, ...draft }: Draft): Unhashed {
    const { store, secrets } = this.#parts;
    const redactor = secrets.current();
    const record = store.sessions.get(live.id);
    const { text, why, ...order } = redactor.json(orderOf(task) as unknown as Json) as unknown as Task;
    const result = store.tasks.get(task.id)?.result;
    const tokens = difference(live.usage, begun.usage);
    const made = store.decisions.list(live.id, limits.receiptListMax).filter(({ seq }) => seq > begun.seq);
    const sessions = [...new Set([begun.claudeSessionId, live.claudeSessionId])];
    return {
      schema: 1,
      session: live.id,
      task: { ...order, id: task.id, text: shown(text, redactor) },
      state: task.state,
      ...(why === undefined ? {} : { why: shown(why, redactor) }),
      states: draft.states,
      claude: { version: record?.claudeVersion ?? null, sessions },
      prompts: draft.prompts,
      decisions: made.map(({ seq, decision, outcome }) => ({ id: decision.id, seq, outcome })),
      verifications: draft.verifications,
      ...(tokens ? { tokens } : {}),
      ...(result === undefined ? {} : { result: shown(result, redactor) }),
      transcripts: rangesOf(begun.positions, store.sessions.positions(live.id)),
      chain: store.receipts.chain() ?? null,
    };
  }

  #draftOf(live: Receipted, task: string): Draft | undefined {
    const known = this.#drafts.get(task);
    if (known) return known;
    const read = draftShape.safeParse(readReceipt(draftFile(receiptFile(this.#parts.folder, live.id, task))));
    if (!read.success || read.data.task !== task) return undefined;
    this.#drafts.set(task, read.data);
    return read.data;
  }

  #keep(live: Receipted, draft: Draft): void {
    this.#drafts.set(draft.task, draft);
    writeReceipt(draftFile(receiptFile(this.#parts.folder, live.id, draft.task)), draft, 'soon');
  }

  #drop(live: Receipted, task: string): void {
    this.#drafts.delete(task);
    rmSync(draftFile(receiptFile(this.#parts.folder, live.id, task)), { force: true });
  }

  #now(): string {
    return new Date(this.#parts.clock.wallMs()).toISOString();
  }

  #guarded(live: Receipted, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failed(live, error);
    }
  }

  #failed(live: Receipted, error: unknown): void {
    const why = error instanceof PccError ? error.message : `${sentenceOf(error)}.`;
    this.#parts.log(`${live.id}: a receipt could not be written: ${why}`);
    live.actor.note('warning', `A receipt could not be written: ${why}`);
  }
}

function isOver(state: TaskState): boolean {
  return state === 'done' || state === 'failed' || state === 'removed';
}

/** What was asked for, and why it ended as it did. */
function orderOf({ state: _state, preface: _preface, taken: _taken, ...order }: Task): Omit<Task, 'state'> {
  return order;
}

type Usage = NonNullable<Receipt['tokens']>;

/** Undefined where it is not known: a new daemon counts anew, and may not have come as far. */
function difference(now: Usage | undefined, before: Usage | undefined): Usage | undefined {
  if (!now) return undefined;
  const from = before ?? { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  const taken = {
    input: now.input - from.input,
    output: now.output - from.output,
    cacheRead: now.cacheRead - from.cacheRead,
    cacheWrite: now.cacheWrite - from.cacheWrite,
  };
  return Object.values(taken).every((tokens) => tokens >= 0) ? taken : undefined;
}

/** What of each transcript was taken in since. */
function rangesOf(
  before: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
): Unhashed['transcripts'] {
  return Object.entries(now)
    .map(([path, to]) => ({ path, from: before[path] ?? 0, to }))
    .filter(({ from, to }) => to > from)
    .slice(0, limits.receiptListMax);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
