import { PccError } from '../../base/errors.ts';
import type { Store } from '../../store/store.ts';
import type { LiveSession } from '../liveSession.ts';

/** Where sessions that live, and what they follow, are looked up. */
export interface Followers {
  readonly store: Pick<Store, 'requirements'>;
  readonly live: Iterable<LiveSession>;
}

/**
 * Id of the session that follows a requirements file, other than `own`; undefined where none does. One that has ended, or was
 * asked to, does no task any more.
 */
function followerOf(file: string, { store, live }: Followers, own?: string): string | undefined {
  for (const { id, actor } of live) {
    if (id === own || actor.session.stopped) continue;
    // Before its first look at the file only its tasks tell.
    const isRead = actor.session.tasks.some(({ source }) => source?.file === file);
    if (isRead || store.requirements.of(id).some((followed) => followed.file === file)) return id;
  }
  return undefined;
}

/** @throws PccError `invalid_input` where another session follows the file: both would do its tasks. */
export function checkUnfollowed(file: string, followers: Followers, own?: string): void {
  const other = followerOf(file, followers, own);
  if (other === undefined) return;
  throw new PccError(
    'invalid_input',
    `'${file}' is followed by the session '${other}', and only one at a time does its tasks; write new ones into the file, or end that session first.`,
  );
}
