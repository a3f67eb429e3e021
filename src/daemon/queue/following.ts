import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposables.ts';
import { Disposables } from '../../base/disposables.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { Store } from '../../store/store.ts';
import type { LiveSession } from '../liveSession.ts';
import type { Sessions } from '../sessions.ts';
import { FollowingFile } from './followingFile.ts';
import type { Followers } from './oneFollower.ts';
import { checkUnfollowed } from './oneFollower.ts';
import { checkMentions, checkTaskStart } from './requirements.ts';
import type { FileTask, RequirementsFile } from './requirementsFile.ts';
import { toldOf } from './requirementsFile.ts';
import { followedPath, readFollowed } from './requirementsTick.ts';

/** What following requirements files needs. */
export interface FollowingPorts {
  readonly store: Pick<Store, 'requirements' | 'sessions'>;
  readonly clock: Clock;
  readonly sessions: () => Pick<Sessions, 'find' | 'mayMention'>;
  readonly log: (sentence: string) => void;
}

/** The files of one session. */
interface Files {
  readonly live: LiveSession;
  readonly owned: Disposables;
  readonly byPath: Map<string, FollowingFile>;
}

/** The requirements files that sessions follow: each from the moment a person names it until the session has ended. */
export class Following implements Disposable {
  readonly #ports: FollowingPorts;
  readonly #bySession = new Map<string, Files>();

  constructor(ports: FollowingPorts) {
    this.#ports = ports;
  }

  /** A session begins to live here: what it followed before is followed on, and what its tasks were read from. */
  opened(live: LiveSession): void {
    const files: Files = { live, owned: new Disposables(), byPath: new Map() };
    this.#bySession.get(live.id)?.owned.dispose();
    this.#bySession.set(live.id, files);
    let tasks = live.actor.session.tasks;
    let isAwake = false;
    files.owned.own(
      live.actor.onStep((session) => {
        // Before its first step it was not rebuilt: what it is told waits.
        if (!isAwake) {
          isAwake = true;
          this.#resume(files);
        }
        if (session.tasks === tasks) return;
        tasks = session.tasks;
        for (const file of files.byPath.values()) file.soon();
      }),
    );
    files.owned.own(
      live.onEnded(() => {
        // A task that was done at last gets its tick before nobody follows the file any more.
        for (const file of files.byPath.values()) file.look();
        this.#close(live.id);
      }),
    );
  }

  /**
   * Queues the open tasks of a file and goes on following it.
   *
   * @throws PccError for a path that is no plain file, leads elsewhere by a link, or is followed by another session.
   */
  follow(
    id: string,
    path: string,
    by: 'person' | 'schedule' = 'person',
  ): { readonly id: string; readonly path: string; readonly tasks: string[]; readonly warnings: string[] } {
    const { live, byPath } = this.#filesOf(id);
    const file = followedPath(path, live.status([], null).path);
    if (!readFollowed(file)) throw new PccError('invalid_input', `'${path}' does not exist; give a requirements file.`);
    checkUnfollowed(file, this.#followers(), live.id);
    if (!byPath.has(file) && byPath.size >= limits.requirementsFilesMax) {
      throw new PccError(
        'too_large',
        `'${live.id}' follows ${byPath.size} files, which is the most; put the tasks into one of them.`,
      );
    }
    const following = byPath.get(file) ?? this.#begin(this.#filesOf(id), file, { tasks: [], said: '' });
    // Only a person's word counts as one: what pcc lets pass in a row is counted from there.
    if (by === 'person') live.actor.note('human', `A person has '${file}' followed.`);
    else live.actor.note('note', `A schedule has '${file}' followed.`);
    const tasks = following.look();
    return { id: live.id, path: file, tasks, warnings: [...following.told] };
  }

  dispose(): void {
    for (const { owned } of this.#bySession.values()) owned.dispose();
    this.#bySession.clear();
  }

  #filesOf(id: string): Files {
    const { id: found } = this.#ports.sessions().find(id);
    const files = this.#bySession.get(found);
    if (!files) throw new PccError('gone', `The session '${found}' has ended.`);
    return files;
  }

  #followers(): Followers {
    return { store: this.#ports.store, live: [...this.#bySession.values()].map(({ live }) => live) };
  }

  #resume(files: Files): void {
    const { live, byPath } = files;
    try {
      for (const { file, ...known } of this.#ports.store.requirements.of(live.id)) this.#begin(files, file, known);
      for (const { source } of live.actor.session.tasks) {
        if (source && !byPath.has(source.file)) this.#begin(files, source.file, { tasks: [], said: '' });
      }
    } catch (error) {
      live.actor.note('warning', `Its requirements are not followed: ${sentenceOf(error)}`);
    }
  }

  #begin({ live, owned, byPath }: Files, file: string, known: ConstructorParameters<typeof FollowingFile>[1]) {
    const { store, clock, log } = this.#ports;
    const following = owned.own(
      new FollowingFile(
        {
          live,
          file,
          store: store.requirements,
          clock,
          log,
          refusal: (task, path) => this.#refusal(live, task, path),
          said: (said, first) => {
            this.#said(live.id, said, first);
          },
        },
        known,
      ),
    );
    byPath.set(file, following);
    return following;
  }

  /** The brain of a session is told what its file says now. What was changed while the session worked is nobody's given word. */
  #said(id: string, file: RequirementsFile, first: boolean): void {
    const { sessions } = this.#ports.store;
    const { requirementsGiven } = sessions.requirementsOf(id);
    sessions.saveRequirements(id, toldOf(file, limits.requirementsCharsMax), first && requirementsGiven === true);
  }

  #refusal(live: LiveSession, task: FileTask, file: string): string | undefined {
    const what = `The task on line ${task.line} of '${file}'`;
    const root = live.status([], null).path;
    try {
      if (task.text.length > limits.taskCharsMax)
        throw new PccError('too_large', `${what} is longer than ${limits.taskCharsMax} characters; split it.`);
      checkMentions(checkTaskStart(task.text, what, 'file'), what, (path) =>
        this.#ports.sessions().mayMention(path, root),
      );
      return undefined;
    } catch (error) {
      if (error instanceof PccError) return error.message;
      throw error;
    }
  }

  #close(id: string): void {
    this.#bySession.get(id)?.owned.dispose();
    this.#bySession.delete(id);
  }
}
