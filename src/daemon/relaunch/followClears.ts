import { dirname, join } from 'node:path';
import { PccError } from '../../base/errors.ts';
import { Clearing, maySendClear } from '../../claude/transcript/clearing.ts';
import { projectName } from '../../claude/transcript/places.ts';
import type { TranscriptWitness } from '../../claude/transcript/witness.ts';
import type { SessionRecord } from '../../store/sessions.ts';
import type { StoredClear } from '../../store/storedLaunch.ts';
import type { SessionActor } from '../actor.ts';
import type { LiveSession } from '../liveSession.ts';
import type { SessionsParts } from '../sessionsParts.ts';
import type { WatchedScreen } from '../watchedScreen.ts';
import { SentLines } from './sentLines.ts';

/** What a session is followed by when its context is cleared. */
export interface Followed {
  readonly record: Pick<SessionRecord, 'configFolder' | 'path' | 'clearing'>;
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
  readonly #live: () => LiveSession;
  /** What is stored of the last command, until it is followed. */
  #sentNow: StoredClear | null = null;
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
        this.#keep(null);
        contextBegun(live(), id);
      },
      lost: (why) => {
        this.#lost(why);
      },
      missed: () => {
        if (this.#sentNow?.own) this.#lost('no new one was begun.');
        else this.#keep(null);
      },
    });
    this.#live = live;
    this.#sentNow = record.clearing ?? null;
    this.#enter = actor.session.typing?.inputId ?? '';
    if (record.clearing?.stage === 'looking') this.#clearing.takeUp(record.clearing);
    actor.onStep(({ typing, tasks }) => {
      if (typing?.step !== 'enter' || typing.inputId === '' || typing.inputId === this.#enter) return;
      this.#enter = typing.inputId;
      if (tasks.some(({ id, text }) => id === typing.taskId && maySendClear(text))) this.#expect(true);
    });
  }

  /** Keys of a human are on their way. */
  typed(keys: string): void {
    const lines = this.#sent.take(keys);
    if (lines.length === 0) return;
    const reading = this.#watched.readNow();
    const shown = reading.state === 'draft' ? [reading.text] : [];
    if ([...lines, ...shown].some(maySendClear)) this.#expect(false);
  }

  /**
   * The CLI is gone and is to be started again: what it began last is there by now. Where that is not known it never goes back
   * silently behind a `/clear` that was sent: a person is asked, and the next start counts as their leave.
   *
   * @throws PccError `conflict` where a person has to agree.
   */
  beforeRelaunch(): void {
    this.#clearing.lookNow();
    const sent = this.#sentNow;
    if (!sent) return;
    const live = this.#live();
    if (sent.stage !== 'asked' && (sent.own || sent.stage === 'lost')) {
      this.#keep({ ...sent, stage: 'asked' });
      throw new PccError(
        'conflict',
        `After /clear nobody knows the transcript of '${live.id}'; started again it resumes the conversation from before.`,
      );
    }
    this.#clearing.dispose();
    this.#keep(null);
    live.warned('A /clear was sent shortly before, or may have been; the conversation from before it is resumed.');
  }

  /** Stored before the Enter is written: a daemon that dies behind it must not leave its successor with the old transcript. */
  #expect(own: boolean): void {
    this.#keep({ ...this.#clearing.expect(), stage: 'looking', own });
  }

  #keep(sent: StoredClear | null): void {
    this.#sentNow = sent;
    this.#live().changed({ clearing: sent });
  }

  #lost(why: string): void {
    if (this.#sentNow) this.#keep({ ...this.#sentNow, stage: 'lost' });
    this.#live().warned(
      `After /clear nobody can tell which transcript is this session's: ${why} You are asked about every permission.`,
    );
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
