import type { Result } from '../../api/methods.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { HookPort } from '../executions/ports.ts';
import type { LastingParts } from '../lasting/lasting.ts';
import type { HookCounts } from './hookBook.ts';
import { HookBook } from './hookBook.ts';
import { HookCaller } from './hookCaller.ts';
import type { HookEvent, HookFile } from './hookFiles.ts';
import { hookEvents, hooksOf, isInHooksFolder, projectFault, strayHooks } from './hookFiles.ts';
import { ListHooks } from './listHooks.ts';
import type { DecidingSession } from './toldHooks.ts';
import { ToldHooks } from './toldHooks.ts';

/** What hooks take of the daemon. */
export type HooksParts = Pick<LastingParts, 'clock' | 'config' | 'env' | 'self' | 'store' | 'log'> & {
  readonly home: Pick<LastingParts['home'], 'hooksFolder'>;
  readonly secrets: Pick<LastingParts['secrets'], 'current'>;
};

/**
 * The hooks that a person has set up, in the configuration or in the folder of the home; never by a file of a project. Which there are
 * is looked up at each event.
 */
export class Hooks implements Disposable {
  /** Those around the tasks of lists. */
  readonly lists: HookPort;
  readonly #parts: HooksParts;
  readonly #book: HookBook;
  readonly #told: ToldHooks;
  readonly #owned = new Disposables();

  constructor(parts: HooksParts) {
    this.#parts = parts;
    this.#book = new HookBook(parts.clock);
    const redactor = () => parts.secrets.current();
    const faultOf = (path: string, project: string) => projectFault(path, [project]) ?? this.#foreignFault(path);
    const find = (event: HookEvent) => this.#hooksOf(event);
    // Apart: however slow those are that are told of decisions, no task waits for them.
    const around = this.#owned.own(new HookCaller({ ...parts, redactor, faultOf }, limits.hooksAtOnce, this.#book));
    const behind = this.#owned.own(new HookCaller({ ...parts, redactor, faultOf }, 1, this.#book));
    this.lists = new ListHooks({ ...parts, redactor, caller: around, hooksOf: find });
    this.#told = this.#owned.own(new ToldHooks({ ...parts, caller: behind, hooksOf: find }));
  }

  /** A session begins to live here. */
  follow(live: DecidingSession): void {
    this.#told.follow(live);
  }

  status(): Result<'hooks.status'> {
    const timeoutMs = this.#parts.config()['hooks.timeout_ms'];
    return { hooks: this.#all().map((hook) => this.#book.told(hook, timeoutMs)) };
  }

  /** What a person should know: hooks that cannot be called, that failed when they were called last, that were not told everything. */
  warnings(): readonly string[] {
    const { drops } = this.#told;
    return [
      ...strayHooks(this.#parts.home.hooksFolder),
      ...this.#all().flatMap((hook) => {
        const how = hook.problem ?? this.#book.failingNow(hook);
        return how === undefined ? [] : [`The ${hook.event} hook '${hook.path}' ${how}.`];
      }),
      ...(drops === 0 ? [] : [`Hooks are too slow: they were not told of ${drops} decisions and escalations.`]),
    ];
  }

  counts(): { readonly events: readonly HookCounts[]; readonly drops: number } {
    return { events: this.#book.counts(), drops: this.#told.drops };
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #all(): readonly HookFile[] {
    return hookEvents
      .flatMap((event) => this.#hooksOf(event))
      .map((hook) => {
        const problem = hook.problem ?? this.#foreignFault(hook.path);
        return problem === undefined ? hook : { ...hook, problem };
      });
  }

  /** Sessions of one project could write what is called outside of policy for another. */
  #foreignFault(path: string): string | undefined {
    const { store, home } = this.#parts;
    if (isInHooksFolder(path, home.hooksFolder)) return undefined;
    try {
      return projectFault(path, [...new Set([...store.sessions.folders(), ...store.executions.folders()])]);
    } catch (error) {
      return `cannot be told from a file of a project (${sentenceOf(error)})`;
    }
  }

  #hooksOf(event: HookEvent): readonly HookFile[] {
    return hooksOf(event, { config: this.#parts.config, folder: this.#parts.home.hooksFolder });
  }
}
