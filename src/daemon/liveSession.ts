import type { ScreenState, Status } from '../api/methods.ts';
import type { Disposable } from '../base/disposables.ts';
import { Emitter } from '../base/emitter.ts';
import { sentenceOf } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { Banner } from '../store/snapshots.ts';
import type { SessionRecord } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';
import type { HostOutput, HostWrite, KillMode } from '../terminal/host/protocol.ts';
import type { HostClient } from '../terminal/hostClient.ts';
import type { SessionActor } from './actor.ts';
import { LimitWarning } from './limitWarning.ts';
import type { FollowClears } from './relaunch/followClears.ts';
import type { ProjectRules } from './ruleFiles.ts';
import { isToldAnew, statusOf } from './status.ts';
import type { TokenCount } from './tokenCount.ts';
import type { WatchedScreen } from './watchedScreen.ts';

/** What a live session is made of. */
export interface LiveParts {
  readonly record: SessionRecord;
  readonly actor: SessionActor;
  readonly watched: WatchedScreen;
  readonly host: () => HostClient;
  readonly store: Store;
  readonly wallMs: () => number;
  readonly tokens: TokenCount;
  /** How many bytes of its transcripts were taken in. */
  readonly transcriptBytes: () => number;
  /** Follows its CLI when the context is cleared. */
  readonly clears: FollowClears;
  /** Has the transcript of another session of the CLI read from now on. */
  readonly follow: (claudeSessionId: string) => void;
  /** The rules of its project, held as long as the session is. */
  readonly rules?: ProjectRules;
}

/** A session whose child the pty host owns: its actor, its screen, and everybody who watches. */
export class LiveSession implements Disposable {
  readonly actor: SessionActor;
  readonly #parts: LiveParts;
  readonly #output = new Emitter<{ offset: number; text: string }>();
  readonly #redrawn = new Emitter<string>();
  readonly #ended = new Emitter<number | null>();
  readonly #gap = new Emitter<void>();
  readonly #changed = new Emitter<void>();
  #record: SessionRecord;
  #snapshotAt: number;
  readonly #warned: LimitWarning;
  #bannerStored: Banner | undefined;
  #warning: string | undefined;
  #answeredUntil = 0;
  #isOver = false;
  #holders: Status['holders'] = [];
  #health: string | undefined;

  readonly onOutput = this.#output.event;
  /** The screen changed otherwise than by the output that was announced; the value says why. */
  readonly onRedrawn = this.#redrawn.event;
  readonly onEnded = this.#ended.event;
  /** Output is missing between the screen and what the host sent. */
  readonly onGap = this.#gap.event;
  /** Something that its status tells has changed by other ways than a step of its life. */
  readonly onChanged = this.#changed.event;

  constructor(parts: LiveParts) {
    this.#parts = parts;
    this.#record = parts.record;
    this.#warned = new LimitWarning(parts.record.zone);
    this.actor = parts.actor;
    this.#snapshotAt = parts.watched.screen.offset;
    parts.tokens.onCounted(() => {
      this.#changed.fire();
    });
    let before = parts.actor.session;
    parts.actor.onStep((session) => {
      const last = before;
      before = session;
      this.#warned.seen(session.reading, parts.wallMs());
      if (isToldAnew(last, session)) this.#record = { ...this.#record, since: parts.wallMs() };
      if (session.phase === last.phase) return;
      if (session.phase === 'ended') this.#over(session.exitCode ?? lostCode);
      else if (session.phase === 'restarting') this.#lost();
    });
    // Its first moment is known to nobody else: the next daemon would take `resets 3pm` for tomorrow's.
    parts.watched.onSettled(() => {
      if (parts.watched.banner !== this.#bannerStored) this.saveSnapshot();
    });
  }

  get watched(): WatchedScreen {
    return this.#parts.watched;
  }

  get id(): string {
    return this.#record.id;
  }

  /** The id under which its CLI keeps the transcript now. */
  get claudeSessionId(): string {
    return this.#record.claudeSessionId;
  }

  /** What its transcript tells of tokens so far; undefined until there is something. */
  get usage(): Status['usage'] {
    return this.#parts.tokens.sum;
  }

  /** The child's process; null before it was started. */
  get pid(): number | null {
    return this.#record.pid;
  }

  /** How many bytes of its transcripts were taken in: grows with what the CLI writes. */
  get transcriptBytes(): number {
    return this.#parts.transcriptBytes();
  }

  /**
   * Takes the child's output in, shows it to who watches, and tells the host that it was taken. What is on the screen already,
   * after an attachment was replaced, is passed over; where output is missing, `onGap` says so and nothing is taken. What makes
   * the emulator or a listener fail is told and left behind: it ends neither the session nor the daemon.
   */
  take(output: HostOutput): void {
    const { screen } = this.#parts.watched;
    const { offset } = screen;
    if (output.offset > offset) {
      this.#gap.fire();
      return;
    }
    const text = output.text.slice(offset - output.offset);
    if (text === '') return;
    // Who watches sees the echo of a key before pcc has looked at it.
    this.#guarded(() => {
      this.#output.fire({ offset, text });
    });
    this.#guarded(() => {
      this.#show(text);
    });
    // The host holds the child back until all was taken, also what could not be shown.
    if (screen.offset < offset + text.length) screen.skipTo(offset + text.length);
    this.#guarded(() => {
      this.#parts.host().ack(this.id, screen.offset);
    });
    if (screen.offset - this.#snapshotAt >= limits.snapshotEveryChars) this.saveSnapshot();
  }

  /** Output up to this offset was shown to an earlier connection: its queries have had their answers. */
  answeredUntil(offset: number): void {
    this.#answeredUntil = offset;
  }

  #show(text: string): void {
    const { watched } = this.#parts;
    const answered = Math.max(0, this.#answeredUntil - watched.screen.offset);
    watched.screen.mute = true;
    try {
      if (answered > 0) watched.write(text.slice(0, answered));
    } finally {
      watched.screen.mute = false;
    }
    if (answered < text.length) watched.write(text.slice(answered));
  }

  async write(input: HostWrite): Promise<void> {
    if (input.by === 'human') this.#parts.clears.typed(input.data);
    await this.#parts.host().write(this.id, input);
  }

  /** The kill switch was thrown or taken back: pcc types no more, or again. */
  switched(off: boolean): void {
    this.actor.dispatch({ type: 'switch', off });
    this.actor.note('session', off ? 'Switched off: pcc types nothing.' : 'Switched on again.');
    this.watched.touch();
  }

  /** Begins to end the child and all it started. */
  async kill(mode: KillMode): Promise<void> {
    await this.#parts.host().kill(this.id, mode);
  }

  /** Gives child and screen a new size; the screen follows when the host says so, in the order of the output. */
  async resize(cols: number, rows: number): Promise<void> {
    const { screen } = this.#parts.watched;
    // A recording is played as it was drawn, for a terminal of that very size.
    if ((screen.cols === cols && screen.rows === rows) || this.#record.demo !== undefined) return;
    // The next child gets it from its start.
    if (this.actor.session.phase !== 'restarting') await this.#parts.host().resize(this.id, cols, rows);
    this.actor.dispatch({ type: 'resized' });
    this.#parts.watched.resize(cols, rows);
    this.saveSnapshot();
    this.#redrawn.fire('the terminal has a new size');
    this.#changed.fire();
  }

  /** Gives the terminal the session's own size again. */
  async resizeBack(): Promise<void> {
    await this.resize(this.#record.cols, this.#record.rows);
  }

  /** The screen was brought up to now from elsewhere than the announced output. */
  rebuilt(why = 'the connection to the pty host was renewed'): void {
    this.#redrawn.fire(why);
  }

  /**
   * The child is gone: the session comes back, or it has ended, which is announced. `unseen`: with its pty host, so that nobody
   * knows its code.
   */
  exited(code: number, unseen = false): void {
    this.actor.childGone(code, unseen);
    if (this.actor.isBroken) this.#over(code);
  }

  /** A new child is about to begin: on an empty screen, whose output counts from its beginning. */
  beginAnew(): void {
    this.actor.beginAnew();
    this.#parts.watched.beginAnew();
    this.#snapshotAt = 0;
    this.#answeredUntil = 0;
    this.#bannerStored = undefined;
  }

  /** The child is gone and another one will come. */
  #lost(): void {
    this.changed({ pid: null });
    // A picture of the last child says nothing of the next.
    this.#change(() => {
      this.#parts.store.snapshots.drop(this.id);
    });
    const { why = '', stage } = this.actor.session.restarting ?? {};
    this.actor.note('session', `${why} ${stage === 'given-up' ? 'It waits for a person.' : 'It is started again.'}`);
  }

  #over(code: number): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const usage = this.#parts.tokens.sum;
    if (usage) this.changed({ usage });
    this.#change(() => {
      this.#parts.store.sessions.markEnded(this.id, this.#parts.wallMs(), code);
      // Nothing goes on from it any more.
      this.#parts.store.snapshots.drop(this.id);
    });
    this.actor.note('session', `The CLI ended with code ${code}.`);
    this.#ended.fire(code);
  }

  /** Notes something about the recording or the host. */
  warned(sentence: string): void {
    this.#warning = sentence;
    this.actor.note('warning', sentence);
  }

  changed(change: Parameters<Store['sessions']['change']>[1]): void {
    if (change.claudeSessionId !== undefined) this.#parts.follow(change.claudeSessionId);
    this.#record = { ...this.#record, ...change };
    this.#change(() => {
      this.#parts.store.sessions.change(this.id, change);
    });
    this.#changed.fire();
  }

  /** Its CLI is about to be started again. @throws PccError `conflict` where a person has to agree first. */
  beforeRelaunch(): void {
    this.#parts.clears.beforeRelaunch();
  }

  /** Who holds its keyboard now; the one whose key came last stands last. */
  heldBy(holders: Status['holders']): void {
    this.#holders = holders;
    this.#changed.fire();
  }

  /** What its status tells of its health; undefined while it works as it should. */
  healthTold(why: string | undefined): void {
    if (why === this.#health) return;
    this.#health = why;
    this.#changed.fire();
  }

  /** What an attaching client begins with: the screen, with so many of the lines above it. */
  screenState(scrollback = 0): ScreenState {
    return this.#parts.watched.screen.snapshot(scrollback);
  }

  /** Stores a picture of the screen, from which the next daemon goes on. */
  saveSnapshot(): void {
    const snapshot = this.#parts.watched.snapshot();
    this.#bannerStored = snapshot.banner;
    this.#change(() => {
      this.#parts.store.snapshots.save(this.id, snapshot, this.#parts.wallMs());
      this.#snapshotAt = snapshot.offset;
    });
  }

  status(pending: Status['pending'], recording: string | null): Status {
    const { cols, rows } = this.#parts.watched.screen;
    const usage = this.#parts.tokens.sum;
    return {
      ...statusOf(this.#current(), pending, { recording, nowMs: this.#parts.wallMs() }),
      ...(this.#health === undefined ? {} : { why: this.#health }),
      holders: this.#holders,
      size: { cols, rows },
      ...(usage ? { usage } : {}),
      ...(this.#warned.told ? { warned: this.#warned.told } : {}),
      warnings: this.#warnings(),
    };
  }

  dispose(): void {
    this.actor.dispose();
    this.#parts.clears.dispose();
    this.#parts.rules?.dispose();
  }

  #warnings(): string[] {
    const problems = this.#parts.rules?.problems ?? [];
    const off = this.actor.session.off ? [switchedOff] : [];
    return [...off, ...this.actor.warnings, ...problems.map((problem) => problem.sentence)];
  }

  #current(): SessionRecord {
    return { ...this.#record, session: this.actor.session };
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      const sentence = `Output could not be taken in, a defect of pcc (${sentenceOf(error)}); the screen may be wrong.`;
      if (this.#warning !== sentence) this.warned(sentence);
    }
  }

  /** A disk that takes nothing must not end the session. */
  #change(work: () => void): void {
    try {
      work();
    } catch (error) {
      const sentence = `What happens cannot be stored (${sentenceOf(error)}).`;
      if (this.#warning !== sentence) this.warned(sentence);
    }
  }
}

/** Stands for an end that nobody saw. */
export const lostCode = -1;
const switchedOff = 'The file STOP is there, so pcc types nothing; `pcc daemon status` names it.';
