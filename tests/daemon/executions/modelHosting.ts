import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { disposable } from '../../../src/base/disposables.ts';
import type { Disposable } from '../../../src/base/disposables.ts';
import { projectName } from '../../../src/claude/transcript/places.ts';
import type { Hosting, TranscriptPlaces } from '../../../src/daemon/executions/ports.ts';
import type { SessionStand } from '../../../src/execution/advance.ts';
import type { Task, TaskOrder } from '../../../src/session/task.ts';
import { awaitsCommand, feedbackFor } from '../../../src/session/verifying.ts';
import type { ExecutionRecord } from '../../../src/store/executions.ts';

/** What the made-up CLI answers to a text; undefined where its task fails. */
export type Answering = (text: string, nth: number) => string | undefined;

interface ModelSession {
  tasks: Task[];
  claudeSessionId: string;
  paused: boolean;
  ended: boolean;
  how?: 'ask' | 'force';
}

/** Sessions that live on whatever becomes of the daemon: what they took they keep, and type once, in their order. */
export class ModelHosting implements Hosting {
  readonly sessions = new Map<string, ModelSession>();
  /** Everything that was typed, with the context that it was typed into. */
  readonly typed: { readonly text: string; readonly context: string }[] = [];
  readonly config: string;
  readonly cwd: string;
  readonly answering: Answering;
  mayClearNow = true;
  busy = false;
  /** What runs waits for something: a limit, a person. */
  waits = false;
  stuck = false;
  troubled: string | undefined;
  /** Reasons of turns that were stopped. */
  readonly stopped: string[] = [];
  readonly #followers = new Set<() => void>();

  constructor(folder: string, answering: Answering) {
    this.config = join(folder, 'claude');
    this.cwd = join(folder, 'app');
    this.answering = answering;
    mkdirSync(this.cwd, { recursive: true });
  }

  start({ name }: Pick<ExecutionRecord, 'name'>): Promise<void> {
    if (!this.sessions.has(name)) {
      this.sessions.set(name, { tasks: [], claudeSessionId: randomUUID(), paused: false, ended: false });
      this.#newTranscript(this.#of(name));
    }
    return Promise.resolve();
  }

  stand(name: string): SessionStand {
    const session = this.sessions.get(name);
    if (!session) return { stand: 'none' };
    return session.ended ? { stand: 'ended', why: 'Its session ended.' } : { stand: 'lives' };
  }

  neverRan(): boolean {
    return false;
  }

  task(name: string, id: string): Task | undefined {
    return this.sessions.get(name)?.tasks.find((task) => task.id === id);
  }

  awaitsCommand(name: string, id: string): boolean {
    return awaitsCommand(this.#of(name), id);
  }

  sentBack(name: string, id: string): readonly string[] {
    return feedbackFor(this.#of(name), id).map(({ text }) => text);
  }

  next(name: string): string {
    return `${name}.${this.#of(name).tasks.length + 1}`;
  }

  add(name: string, order: TaskOrder): void {
    const { tasks } = this.#of(name);
    if (tasks.some(({ id }) => id === order.id)) throw new Error(`the task ${order.id} is there already`);
    tasks.push({ ...order, state: 'queued' });
  }

  stopTask(name: string, id: string, why: string): void {
    this.stopped.push(why);
    this.#set(this.#of(name), id, { state: 'failed', why });
    this.busy = false;
    this.troubled = undefined;
  }

  pause(name: string, isPaused: boolean): void {
    this.#of(name).paused = isPaused;
  }

  end(name: string, how: 'ask' | 'force'): void {
    const session = this.#of(name);
    session.ended = true;
    session.how = how;
  }

  transcript(name: string): TranscriptPlaces | undefined {
    const session = this.sessions.get(name);
    if (!session) return undefined;
    return { config: this.config, cwd: this.cwd, claudeSessionId: session.claudeSessionId, continued: false };
  }

  mayClear(): boolean {
    return this.mayClearNow;
  }

  isBusy(name: string): boolean {
    return !this.waits && (this.busy || this.#of(name).tasks.some(({ state }) => state === 'running'));
  }

  isStuck(): boolean {
    return this.stuck;
  }

  trouble(): string | undefined {
    return this.troubled;
  }

  pending(): number[] {
    return [];
  }

  follow(_name: string, changed: () => void): Disposable {
    this.#followers.add(changed);
    return disposable(() => this.#followers.delete(changed));
  }

  /** A moment passes in every session: a task that waits is typed, one that runs comes to its end. */
  tick(): void {
    for (const session of this.sessions.values()) {
      if (session.ended) continue;
      const running = session.tasks.find(({ state }) => state === 'running');
      if (running) this.#finish(session, running);
      else if (!session.paused) this.#type(session);
    }
    for (const changed of [...this.#followers]) changed();
  }

  /** A turn runs that comes to no end by itself. */
  hang(name: string): void {
    const session = this.#of(name);
    this.#type(session);
    this.busy = true;
  }

  /** The API refuses the turn that runs, and the session has given up on it. */
  refuse(name: string, text: string, trouble: string): void {
    const content = [{ type: 'text', text }];
    const message = { role: 'assistant', model: '<synthetic>', content, stop_reason: 'stop_sequence' };
    this.#write(this.#of(name), { type: 'assistant', isApiErrorMessage: true, message });
    this.troubled = trouble;
  }

  /** A person types a text of their own, and it is answered. */
  asks(name: string, text: string, answer: string): void {
    const session = this.#of(name);
    this.#write(session, { type: 'user', message: { role: 'user', content: text } });
    const usage = { input_tokens: 1_000, output_tokens: 1_000 };
    const content = [{ type: 'text', text: answer }];
    const message = { role: 'assistant', id: randomUUID(), usage, content, stop_reason: 'end_turn' };
    this.#write(session, { type: 'assistant', message });
  }

  #type(session: ModelSession): void {
    const task = session.tasks.find(({ state }) => state === 'queued');
    if (!task) return;
    if (task.fresh && this.typed.some(({ context }) => context === session.claudeSessionId)) {
      session.claudeSessionId = randomUUID();
      this.#newTranscript(session);
    }
    this.typed.push({ text: task.text, context: session.claudeSessionId });
    this.#write(session, { type: 'user', message: { role: 'user', content: task.text } });
    this.#set(session, task.id, { state: 'running', sent: true });
  }

  #finish(session: ModelSession, task: Task): void {
    if (this.busy) return;
    const nth = this.typed.filter(({ text }) => text === task.text).length;
    const words = this.answering(task.text, nth);
    if (words === undefined) {
      this.#set(session, task.id, { state: 'failed', why: 'It was not sent.' });
      return;
    }
    const usage = { input_tokens: 10, output_tokens: 5 };
    const message = { role: 'assistant', id: randomUUID(), usage };
    this.#write(session, {
      type: 'assistant',
      message: {
        ...message,
        content: [{ type: 'tool_use', id: randomUUID(), name: 'Read', input: { file_path: 'a.ts' } }],
      },
    });
    this.#write(session, {
      type: 'assistant',
      message: { ...message, id: randomUUID(), content: [{ type: 'text', text: words }], stop_reason: 'end_turn' },
    });
    this.#set(session, task.id, { state: 'done' });
  }

  #set(session: ModelSession, id: string, change: Partial<Task>): void {
    session.tasks = session.tasks.map((task) => (task.id === id ? { ...task, ...change } : task));
  }

  #write({ claudeSessionId }: ModelSession, line: object): void {
    appendFileSync(this.#file(claudeSessionId), `${JSON.stringify({ sessionId: claudeSessionId, ...line })}\n`);
  }

  #newTranscript({ claudeSessionId }: ModelSession): void {
    const file = this.#file(claudeSessionId);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, '');
  }

  #file(id: string): string {
    return join(this.config, 'projects', projectName(this.cwd), `${id}.jsonl`);
  }

  #of(name: string): ModelSession {
    const session = this.sessions.get(name);
    if (!session) throw new Error(`no session ${name}`);
    return session;
  }
}
