import type { LogLine, PendingItem, Status } from '../../api/methods.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { logLine } from '../../face/text/log.ts';
import { pendingLines } from '../../face/text/pending.ts';
import { hasFailed } from '../../face/text/state.ts';
import { isListed, progressOf } from '../../face/text/tasks.ts';
import type { Io } from '../../face/io.ts';
import { exit } from '../../face/exit.ts';
import type { Follower } from './lines.ts';
import { followLines } from './lines.ts';

/**
 * The live view of `pcc start`: one line an event, the progress of the tasks, and what waits for a person. It ends when
 * the tasks are done and the session is idle, when the session ended, or, where nobody sits at the terminal, when a human
 * is needed or a task failed and nothing runs.
 */
export async function followSession(io: Io, id: string): Promise<number> {
  say(io, `${id} started; Ctrl-C leaves it running.`);
  return await followLines(io, { id }, new LiveView(io, id));
}

class LiveView implements Follower {
  readonly #io: Io;
  readonly #id: string;
  readonly #asked = new Set<number>();
  #progress = '';
  /** The answer that was told last. */
  #typed: number | undefined;

  constructor(io: Io, id: string) {
    this.#io = io;
    this.#id = id;
  }

  onLine(line: LogLine): void {
    if (line.type === 'decision' && !this.#isNews(line)) return;
    say(this.#io, logLine(line, layoutFor(this.#io)));
  }

  /**
   * A person who watches reads one line an answer: when its key was typed, or when it came to anything else. The decision
   * before the key, and an end that was to be expected, are in the log.
   */
  #isNews(line: LogLine): boolean {
    const isAnswer = (line.answer ?? '') !== '';
    if (!isAnswer) return line.outcome === 'pending';
    if (line.outcome === 'pending') return false;
    const isExpectedEnd = line.outcome === 'confirmed' && this.#typed === line.seq;
    this.#typed = line.seq;
    return !isExpectedEnd;
  }

  onStatus(status: Status): number | undefined {
    this.#tellProgress(status);
    if (status.phase === 'ended') return this.#ended(status);
    for (const item of status.pending) this.#tellPending(item);
    if (status.pending.length > 0) return this.#io.stdout.isTTY === true ? undefined : exit.human;
    if (this.#io.stdout.isTTY !== true && isStuck(status)) return this.#finished(status);
    const open = status.queue.some(({ state }) => state !== 'done' && state !== 'failed' && state !== 'removed');
    if (open || status.state !== 'idle' || status.phase !== 'live') return undefined;
    return this.#finished(status);
  }

  onInterrupt(): number {
    say(this.#io, `${this.#id} goes on; 'pcc logs ${this.#id} --follow' follows it, 'pcc stop ${this.#id}' ends it.`);
    return exit.done;
  }

  #tellProgress(status: Status): void {
    const tasks = progressOf(status.queue);
    if (!tasks) return;
    const { done, failed, all } = tasks;
    const progress = `${bar(done, all)} ${done} of ${all} tasks done${failed > 0 ? `, ${failed} failed` : ''}`;
    if (progress === this.#progress) return;
    this.#progress = progress;
    say(this.#io, layoutFor(this.#io).ink('bold', progress));
  }

  #tellPending(item: PendingItem): void {
    if (this.#asked.has(item.n)) return;
    this.#asked.add(item.n);
    for (const line of ['', `${this.#id} waits for you:`, ...pendingLines(item, layoutFor(this.#io)), '']) {
      say(this.#io, line);
    }
  }

  #ended(status: Status): number {
    const code = status.exitCode === undefined ? '' : ` with exit code ${status.exitCode}`;
    say(this.#io, `${this.#id} ended${code}.`);
    return hasFailed(status) ? exit.failed : exit.done;
  }

  #finished(status: Status): number {
    const failed = status.queue.filter((task) => isListed(task) && task.state === 'failed');
    if (failed.length > 0) {
      const which = failed.map((task) => task.id).join(', ');
      say(
        this.#io,
        `${this.#id} does nothing; ${failed.length} of its tasks failed (${which}), see 'pcc queue ${this.#id}'.`,
      );
      return exit.failed;
    }
    const what = status.queue.length === 0 ? 'nothing is queued' : 'all tasks are done';
    say(this.#io, `${this.#id} is idle, ${what}; 'pcc send ${this.#id} TEXT' gives it more.`);
    return exit.done;
  }
}

/** True when a task has failed and nothing will move by itself: nobody would ever end the following. */
function isStuck(status: Status): boolean {
  if (status.phase !== 'live' || (status.state !== 'draft' && status.state !== 'error')) return false;
  const has = (state: string): boolean => status.queue.some((task) => task.state === state);
  return has('failed') && !has('running') && !has('typing');
}

const barCells = 20;

function bar(done: number, total: number): string {
  const full = Math.floor((barCells * done) / total);
  return `[${'█'.repeat(full)}${'░'.repeat(barCells - full)}]`;
}

function say(io: Io, line: string): void {
  io.stdout.write(`${line}\n`);
}
