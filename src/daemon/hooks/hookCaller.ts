import { realpathSync } from 'node:fs';
import { isLogin } from '../../claude/account.ts';
import { childEnvironment } from '../../claude/launch.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { sentenceOf } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { Redactor } from '../../policy/redact.ts';
import { isSecretName } from '../../policy/secretWorth.ts';
import type { Config } from '../settings.ts';
import { HookBook } from './hookBook.ts';
import type { HookFile } from './hookFiles.ts';
import type { HookEnd } from './hookRun.ts';
import { HookRun } from './hookRun.ts';

/** What calling hooks takes of the daemon. */
export interface HookCallerParts {
  readonly clock: Clock;
  readonly config: () => Pick<Config, 'hooks.timeout_ms'>;
  /** The daemon's own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Program and first arguments with which this very program can be started again. */
  readonly self: readonly [string, ...string[]];
  readonly redactor: () => Redactor;
  /** Why a hook must not be called for work in this folder. */
  readonly faultOf: (path: string, project: string) => string | undefined;
  readonly log: (sentence: string) => void;
}

/** Whom a call is for. */
export interface HookUse {
  /** The folder that the work is in. */
  readonly project: string;
  /** Calls of the same name are given up together. */
  readonly group: string;
}

/** A call that waits or runs. */
interface Calling {
  readonly group: string;
  giveUp(): void;
}

/** Calls hooks, a bounded number at a time, and notes what came of it. */
export class HookCaller implements Disposable {
  readonly book: HookBook;
  readonly #parts: HookCallerParts;
  readonly #atOnce: number;
  readonly #open = new Set<Calling>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(parts: HookCallerParts, atOnce: number, book = new HookBook(parts.clock)) {
    this.#parts = parts;
    this.#atOnce = atOnce;
    this.book = book;
  }

  /** Calls a hook; undefined when it was given up before it had ended. It never throws. */
  async call(hook: HookFile, told: Json, use: HookUse): Promise<HookEnd | undefined> {
    const problem = hook.problem ?? this.#parts.faultOf(hook.path, use.project);
    if (problem !== undefined) return this.#noted(hook, { ok: false, how: problem }, 0);
    return new Promise((resolve) => {
      let run: Disposable | undefined;
      let startedMs = this.#parts.clock.monotonicMs();
      const begin = (): void => {
        this.#running++;
        startedMs = this.#parts.clock.monotonicMs();
        run = this.#begin(hook, told, (end) => {
          this.#over(calling, true);
          resolve(this.#noted(hook, end, this.#parts.clock.monotonicMs() - startedMs));
        });
      };
      const calling: Calling = {
        group: use.group,
        giveUp: () => {
          run?.dispose();
          this.#over(calling, run !== undefined);
          const place = this.#waiting.indexOf(begin);
          if (place >= 0) this.#waiting.splice(place, 1);
          resolve(undefined);
        },
      };
      this.#open.add(calling);
      if (this.#running < this.#atOnce) begin();
      else this.#waiting.push(begin);
    });
  }

  /** A hook ended as it should and put out something that means nothing. */
  misspoke(hook: HookFile, how: string): void {
    if (this.book.failed(hook, how)) this.#tell(hook, how);
  }

  /** Gives up the calls of a group. */
  giveUp(group: string): void {
    for (const calling of [...this.#open]) if (calling.group === group) calling.giveUp();
  }

  dispose(): void {
    this.#waiting.length = 0;
    for (const calling of [...this.#open]) calling.giveUp();
  }

  #over(calling: Calling, ran: boolean): void {
    if (!this.#open.delete(calling) || !ran) return;
    this.#running--;
    this.#waiting.shift()?.();
  }

  #begin({ path, kind }: HookFile, told: Json, ended: (end: HookEnd) => void): Disposable | undefined {
    const { clock, config, self, env, redactor } = this.#parts;
    try {
      const real = realpathSync(path);
      return new HookRun(
        {
          argv: kind === 'module' ? [...self, '__hook', real] : [real],
          path: real,
          input: `${JSON.stringify(told)}\n`,
          env: hookEnvironment(env, redactor()),
          timeMaxMs: config()['hooks.timeout_ms'],
          clock,
        },
        ended,
      );
    } catch (error) {
      ended({ ok: false, how: `could not be started (${sentenceOf(error)})` });
      return undefined;
    }
  }

  /** Failures are told in the log: the first of a kind in a row, for a hook may be called often. */
  #noted(hook: HookFile, end: HookEnd, tookMs: number): HookEnd {
    const how = end.ok ? undefined : this.#parts.redactor().text(end.how);
    this.book.called(hook, tookMs);
    if (how === undefined) return end;
    if (this.book.failed(hook, how)) this.#tell(hook, how);
    return { ok: false, how };
  }

  #tell({ event, path }: HookFile, how: string): void {
    this.#parts.log(`The ${event} hook '${path}' ${how}.`);
  }
}

/** The environment of a hook: the daemon's, without what is pcc's own and without anything secret. */
function hookEnvironment(env: Readonly<Record<string, string>>, redactor: Redactor): Readonly<Record<string, string>> {
  const kept = Object.entries(childEnvironment(env)).filter(
    ([name, value]) => !isSecretName(name) && !isLogin(name) && redactor.text(value) === value,
  );
  return Object.fromEntries(kept);
}
