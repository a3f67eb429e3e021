import { dirname, join } from 'node:path';
import { Clearing, maySendClear } from '../../claude/transcript/clearing.ts';
import { projectName } from '../../claude/transcript/places.ts';
import type { TranscriptWitness } from '../../claude/transcript/witness.ts';
import type { SessionRecord } from '../../store/sessions.ts';
import type { SessionActor } from '../actor.ts';
import type { LiveSession } from '../liveSession.ts';
import type { SessionsParts } from '../sessionsParts.ts';
import type { WatchedScreen } from '../watchedScreen.ts';
import { SentLines } from './sentLines.ts';

/** What a session is followed by when its context is cleared. */
export interface Followed {
  readonly record: Pick<SessionRecord, 'configFolder' | 'path'>;
  readonly witness: TranscriptWitness;
  readonly actor: SessionActor;
  readonly watched: WatchedScreen;
  readonly live: () => LiveSession;
}

/** Follows the CLI from one transcript to the next when `/clear` is sent at this very session, by pcc or by a human's keys. */
export class FollowClears {
  readonly #clearing: Clearing;
  readonly #watched: WatchedScreen;
  readonly #sent = new SentLines();
  /** The Enter that was looked at last. */
  #enter = '';

  constructor({ record, witness, actor, watched, live }: Followed, { clock, store }: SessionsParts) {
    const usual = join(record.configFolder, 'projects', projectName(record.path));
    this.#watched = watched;
    this.#clearing = new Clearing({
      folder: () => (witness.path === undefined ? usual : dirname(witness.path)),
      clock,
      isKnown: (id) => store.sessions.list({ all: true }).some(({ claudeSessionId }) => claudeSessionId === id),
      found: (id) => {
        contextBegun(live(), id);
      },
      lost: (why) => {
        live().warned(
          `After /clear nobody can tell which transcript is this session's: ${why} You are asked about every permission.`,
        );
      },
    });
    actor.onStep(({ typing, tasks }) => {
      if (typing?.step !== 'enter' || typing.inputId === '' || typing.inputId === this.#enter) return;
      this.#enter = typing.inputId;
      if (tasks.some(({ id, text }) => id === typing.taskId && maySendClear(text))) this.#clearing.expect();
    });
  }

  /** Keys of a human are on their way. */
  typed(keys: string): void {
    const lines = this.#sent.take(keys);
    if (lines.length === 0) return;
    const reading = this.#watched.readNow();
    const shown = reading.state === 'draft' ? [reading.text] : [];
    if ([...lines, ...shown].some(maySendClear)) this.#clearing.expect();
  }

  dispose(): void {
    this.#clearing.dispose();
  }
}

/** The CLI emptied its context and goes on under this id. */
function contextBegun(live: LiveSession, claudeSessionId: string): void {
  live.changed({ claudeSessionId });
  live.actor.note('session', `The context was cleared; claude goes on as session ${claudeSessionId}.`);
  live.actor.dispatch({ type: 'context', claudeSessionId });
  live.actor.lookNow();
}
