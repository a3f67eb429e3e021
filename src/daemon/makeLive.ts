import { randomUUID } from 'node:crypto';
import { sentenceOf } from '../base/errors.ts';
import { TranscriptWitness } from '../claude/transcript/witness.ts';
import type { Dialog } from '../session/session.ts';
import { callShownBy } from '../session/witness.ts';
import type { SessionRecord } from '../store/sessions.ts';
import { SessionActor } from './actor.ts';
import { LiveSession } from './liveSession.ts';
import type { SessionsParts } from './sessions.ts';
import { settleTimes } from './settle.ts';
import { WatchedScreen } from './watchedScreen.ts';

/**
 * Makes what a live session is made of: its screen, its witness, its actor. Nothing is attached and the witness has not begun;
 * `asleep` for a session that is taken over and not rebuilt yet.
 */
export function makeLive(
  record: SessionRecord,
  parts: SessionsParts,
  asleep: boolean,
): { readonly live: LiveSession; readonly witness: TranscriptWitness } {
  const { clock, store, ledger, host, log, world, bug } = parts;
  const settings = parts.config();
  const watched = watchedScreen(record, parts, (dialog) => callShownBy(dialog, actor.session.calls) !== undefined);
  const witness = new TranscriptWitness({
    config: record.configFolder,
    cwd: record.path,
    sessionId: record.claudeSessionId,
    clock,
    positions: store.sessions.positions(record.id),
  });
  const actor = new SessionActor({
    session: record.session,
    cwd: record.path,
    watched,
    witness,
    host,
    ledger,
    world,
    clock,
    dialogAgeMs: settings['typing.dialog_age_ms'],
    asleep,
    shadow: () => parts.config()['policy.mode'] === 'shadow',
    log,
    bug,
  });
  return { live: new LiveSession({ record, actor, watched, host, store, wallMs: () => clock.wallMs() }), witness };
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
