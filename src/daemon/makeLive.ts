import { randomUUID } from 'node:crypto';
import { sentenceOf } from '../base/errors.ts';
import { preferencesIn } from '../brain/preferences.ts';
import type { TranscriptEvent } from '../claude/transcript/line.ts';
import { TranscriptWitness } from '../claude/transcript/witness.ts';
import { limits } from '../limits.ts';
import type { Verdict } from '../policy/verdict.ts';
import type { Dialog, PendingCall, Session } from '../session/session.ts';
import { callShownBy } from '../session/witness.ts';
import type { SessionRecord } from '../store/sessions.ts';
import { SessionActor } from './actor.ts';
import { Budgets } from './budgets.ts';
import type { SessionConsultingPorts } from './consulting/sessionConsulting.ts';
import { SessionConsulting } from './consulting/sessionConsulting.ts';
import { judgeFor } from './judging.ts';
import { LiveSession } from './liveSession.ts';
import { FollowClears } from './relaunch/followClears.ts';
import { ReachingRuns } from './reachingRuns.ts';
import type { SessionsParts } from './sessionsParts.ts';
import { settleTimes } from './settle.ts';
import { TokenCount } from './tokenCount.ts';
import { WatchedScreen } from './watchedScreen.ts';

/**
 * Makes what a live session is made of: its screen, its witness, its actor. Nothing is attached and the witness has not begun;
 * `asleep` for a session that is taken over and not rebuilt yet; `launch` starts its CLI anew.
 */
export function makeLive(
  record: SessionRecord,
  parts: SessionsParts,
  { asleep, launch }: { readonly asleep: boolean; readonly launch: () => void },
): { readonly live: LiveSession; readonly witness: TranscriptWitness } {
  const { clock, store, ledger, host, log, bug } = parts;
  const settings = parts.config();
  const watched = watchedScreen(record, parts, (dialog) => callShownBy(dialog, actor.session.calls) !== undefined);
  const rules = parts.projectRules?.(record.path);
  const budgets = new Budgets({ approvals: store.approvals, config: parts.config, clock });
  const runs = new ReachingRuns({
    cwd: record.path,
    world: () => ({ ...parts.world(), ...(rules ? { rules: rules.current } : {}) }),
  });
  // Before the actor: what a call wrote is known when the next one is judged, and its secrets before it is stored.
  const tokens = new TokenCount();
  const witness = witnessOf(record, parts, (told) => {
    if (told.type === 'usage') tokens.take(told);
    if (told.type === 'call') parts.secrets.learnCall(told);
    runs.told(told);
  });
  const actor: SessionActor = new SessionActor({
    session: asleep ? knownSession(record) : record.session,
    watched,
    witness,
    words: parts.words,
    host,
    ledger,
    judge: judgeOf(record, parts, budgets, runs),
    consulting: consultingOf(record, parts, {
      spent: (call) => budgets.spent(record.id, call),
      screen: () => watched.screen.frame().rows.map((row) => row.text),
      advised: (event) => {
        actor.dispatch(event);
      },
      note: (line) => {
        actor.note('note', line);
      },
    }),
    lasting: (effect) => {
      if (effect.type === 'launch') launch();
      else parts.lasting?.(record.id, effect);
    },
    isOff: () => parts.killSwitch?.look() ?? false,
    clock,
    dialogAgeMs: settings['typing.dialog_age_ms'],
    asleep,
    log,
    bug,
  });
  actor.onOutcome(({ decisionId, outcome }) => {
    const made = outcome === 'typed' || outcome === 'confirmed' ? store.decisions.get(decisionId) : undefined;
    if (made) runs.typed(made.decision);
  });
  const wallMs = (): number => clock.wallMs();
  const transcriptBytes = (): number => Object.values(witness.positions()).reduce((sum, bytes) => sum + bytes, 0);
  const follow = (claudeSessionId: string): void => {
    witness.follow(claudeSessionId);
  };
  const clears: FollowClears = new FollowClears({ record, witness, actor, watched, live: () => live }, parts);
  const made = { record, clears, actor, watched, host, store, wallMs, tokens, transcriptBytes, follow };
  const live: LiveSession = new LiveSession({ ...made, ...(rules ? { rules } : {}) });
  return { live, witness };
}

/** The transcript of a session; what it tells is taken in by `told` before anybody else. */
function witnessOf(
  record: SessionRecord,
  { clock, store }: SessionsParts,
  told: (event: TranscriptEvent) => void,
): TranscriptWitness {
  const witness = new TranscriptWitness({
    config: record.configFolder,
    cwd: record.path,
    sessionId: record.claudeSessionId,
    clock,
    positions: store.sessions.positions(record.id),
  });
  witness.onEvent(told);
  return witness;
}

function judgeOf(
  { id, path }: SessionRecord,
  { config }: SessionsParts,
  budgets: Budgets,
  runs: ReachingRuns,
): (call: PendingCall) => Verdict {
  return judgeFor({
    session: id,
    root: path,
    world: () => runs.world(),
    judged: (call, verdict) => {
      runs.judged(call, verdict);
    },
    budgets,
    shadow: () => config()['policy.mode'] === 'shadow',
  });
}

function consultingOf(
  record: SessionRecord,
  { consultations, config, store, secrets }: SessionsParts,
  own: Pick<SessionConsultingPorts, 'spent' | 'advised' | 'note'> & { readonly screen: () => readonly string[] },
): SessionConsulting {
  const { screen, ...ports } = own;
  return new SessionConsulting({
    ...ports,
    session: record.id,
    brain: record.brain,
    consultations,
    config,
    redactor: () => secrets.current(),
    preferencesIn,
    known: () => ({
      path: record.path,
      requirementsGiven: false,
      ...store.sessions.requirementsOf(record.id),
      past: store.decisions.pastAnswers(record.path, limits.pastAnswersMax),
      screen: screen(),
    }),
  });
}

function watchedScreen(
  record: SessionRecord,
  { clock, config, host, words, log, bug }: SessionsParts,
  named: (dialog: Dialog) => boolean,
): WatchedScreen {
  const settings = config();
  let replies = 0;
  const watched = new WatchedScreen(
    clock,
    settleTimes(settings['screen.settle_quiet_ms'], settings['screen.settle_at_most_ms']),
    {
      cols: record.cols,
      rows: record.rows,
      zone: record.zone,
      words,
      named,
      scrollback: settings['session.scrollback_lines'],
      answer: (reply) => {
        const inputId = `reply:${watched.screen.offset}:${++replies}:${randomUUID()}`;
        host()
          .write(record.id, { inputId, data: reply, by: 'reply' })
          .catch((error: unknown) => {
            log(`${record.id}: a terminal query was not answered: ${sentenceOf(error)}`);
          });
      },
    },
  );
  watched.onDefect((error) => {
    bug(`${record.id}: the screen could not be read`, error);
  });
  return watched;
}

/** The session of an earlier daemon. Releases that kept no launch did not keep either whether its context is empty: it is not. */
function knownSession({ session, demo, launch }: SessionRecord): Session {
  return demo === undefined && launch === undefined ? { ...session, used: true } : session;
}
