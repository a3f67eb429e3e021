import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { limits } from '../../limits.ts';
import type { LastingEffect } from '../../session/lasting.ts';
import { childEnvironment } from '../../claude/launch.ts';
import type { LastingParts } from '../lasting/lasting.ts';
import type { LiveSession } from '../liveSession.ts';
import { restoredEnvironment } from '../relaunch/storable.ts';
import { preferredShell, withShell } from '../shells.ts';
import type { CommandEnd } from './commandRun.ts';
import { CommandRun } from './commandRun.ts';

/** What the verifier needs of the daemon. */
export type VerifierParts = Pick<LastingParts, 'store' | 'clock' | 'config' | 'env' | 'sessions' | 'log'> & {
  readonly secrets: Pick<LastingParts['secrets'], 'current'>;
  /** Told of each command that has ended, before its session is. */
  readonly ended?: (live: LiveSession, taskId: string, end: CommandEnd & { readonly command: string }) => void;
};

/** A command that runs for a task. */
interface Running {
  readonly taskId: string;
  readonly run: CommandRun;
}

/**
 * Runs the commands by which tasks are verified, each in the folder of its project, one at a time for each session. A command ends
 * with its session, with the daemon, and when its task is not verified any more.
 */
export class Verifier implements Disposable {
  readonly #parts: VerifierParts;
  readonly #running = new Map<string, Running>();
  readonly #owned = new Disposables();

  constructor(parts: VerifierParts) {
    this.#parts = parts;
  }

  /** A session begins to live here. */
  follow(live: Pick<LiveSession, 'id' | 'actor' | 'onEnded'>): void {
    const owned = this.#owned.own(new Disposables());
    owned.own(
      live.actor.onStep(({ verifying }) => {
        const running = this.#running.get(live.id);
        if (running && running.taskId !== verifying) this.#giveUp(live.id);
      }),
    );
    owned.own(
      live.onEnded(() => {
        this.#owned.release(owned);
        this.#giveUp(live.id);
      }),
    );
  }

  /** Begins one; what comes of it is told to the session. */
  begin(id: string, { taskId, command }: Extract<LastingEffect, { type: 'verify' }>): void {
    this.#giveUp(id);
    const record = this.#parts.store.sessions.get(id);
    if (!record) return;
    const { clock, config, env } = this.#parts;
    const restored = record.launch ? restoredEnvironment(record.launch, env).env : childEnvironment(env);
    const shell = preferredShell(config(), restored);
    const run = new CommandRun(
      {
        command,
        ...(shell === undefined ? {} : { shell }),
        cwd: record.path,
        env: withShell(restored, config()),
        timeMaxMs: config()['verify.timeout_minutes'] * 60_000,
        clock,
      },
      (end) => {
        this.#running.delete(id);
        this.#told(id, taskId, command, end);
      },
    );
    this.#running.set(id, { taskId, run });
  }

  dispose(): void {
    for (const id of [...this.#running.keys()]) this.#giveUp(id);
    this.#owned.dispose();
  }

  #giveUp(id: string): void {
    this.#running.get(id)?.run.dispose();
    this.#running.delete(id);
  }

  #told(id: string, taskId: string, command: string, { ok, how, output }: CommandEnd): void {
    const live = this.#parts.sessions().live.get(id);
    if (!live) return;
    const told = endOf(this.#parts.secrets.current().text(output), limits.verifyTellCharsMax);
    this.#parts.ended?.(live, taskId, { command, ok, how, output });
    live.actor.note('note', `The command of task ${taskId} ${how}.`);
    live.actor.dispatch({ type: 'verified', taskId, ok, how, told });
  }
}

/** The end of an output: whole lines, and a word that there was more. */
export function endOf(output: string, charsMax: number): string {
  const text = output.trimEnd();
  if (text.length <= charsMax) return text;
  const end = text.slice(-charsMax);
  const whole = end.slice(end.indexOf('\n') + 1);
  return `[earlier output is left out]\n${whole}`;
}
