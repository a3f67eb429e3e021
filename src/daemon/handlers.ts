import type { Result } from '../api/methods.ts';
import type { ApiClientHandle, Handlers } from '../api/server.ts';
import type { Clock } from '../base/clock.ts';
import { PccError } from '../base/errors.ts';
import { limits } from '../limits.ts';
import type { Store } from '../store/store.ts';
import type { Attachments } from './attachments.ts';
import { configRows, setConfig } from './config.ts';
import type { Home } from './home.ts';
import type { Ledger } from './ledger.ts';
import type { LiveSession } from './liveSession.ts';
import { followLog } from './logFollowing.ts';
import { checkTaskStart } from './requirements.ts';
import { chosenLabel } from './respond.ts';
import type { Sessions } from './sessions.ts';
import type { Config } from './settings.ts';

/** What the methods work on. */
export interface HandlerParts {
  readonly home: Home;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly sessions: Sessions;
  readonly attachments: Attachments;
  readonly clock: Clock;
  readonly config: { current: Config };
  readonly status: () => Result<'daemon.status'>;
  readonly stop: (sessions: boolean) => Promise<Result<'daemon.stop'>>;
}

/** The methods of the daemon: each finds what is meant, has it done, and tells what came of it. */
export function handlersOf(parts: HandlerParts): Handlers {
  const { sessions, attachments, store, ledger } = parts;
  return {
    'session.start': async (params) => ({ id: await sessions.start(params) }),
    'session.list': ({ all }) => sessions.list(all ?? false),
    'session.status': ({ id }) => sessions.status(id),
    'session.logs': (params, client) => logs(params, client),
    'session.pause': ({ id }) =>
      told(sessions.find(id), (live) => {
        live.actor.dispatch({ type: 'pause' });
        live.actor.note('session', 'Paused.');
      }),
    'session.resume': ({ id }) =>
      told(sessions.find(id), (live) => {
        live.actor.dispatch({ type: 'resume' });
        live.actor.note('session', 'Resumed.');
        live.watched.touch();
      }),
    'session.stop': async ({ id, force }) => {
      const live = sessions.find(id);
      const over = ended(live, parts.clock);
      live.actor.note('session', 'Asked to end.');
      live.actor.dispatch({ type: 'stop' });
      if (force) await live.kill('force');
      await over;
      return { id: live.id };
    },
    'session.send': ({ id, text }) => {
      const live = sessions.find(id);
      return { id: live.id, task: sessions.send(live.id, checkTaskStart(text, 'The text', 'person')) };
    },
    'session.attach': ({ id, ...wanted }, client) => attachments.attach(client, sessions.find(id), wanted),
    'session.input': async ({ attachment, data }, client) => {
      await attachments.input(client, attachment, data);
      return {};
    },
    'session.resize': async ({ attachment, cols, rows }, client) => {
      await attachments.resize(client, attachment, { cols, rows });
      return {};
    },
    'session.detach': async ({ attachment }, client) => {
      await attachments.detach(client, attachment);
      return {};
    },
    'pending.list': () => ledger.pending(),
    'pending.respond': ({ n, answers }) => respond(parts, n, answers),
    'daemon.status': () => parts.status(),
    'daemon.stop': ({ sessions: too }) => parts.stop(too ?? false),
    'config.show': () => configRows(parts.config.current).map((row) => ({ ...row })),
    'config.set': ({ key, value }) => {
      const set = setConfig(parts.home.configFile, key, value);
      parts.config.current = { ...parts.config.current, [set.key]: set.value };
      return set;
    },
  };

  function told(live: LiveSession, work: (live: LiveSession) => void): { id: string } {
    work(live);
    return { id: live.id };
  }

  function logs(
    params: { id: string; after?: number | undefined; limit?: number | undefined; follow?: boolean | undefined },
    client: ApiClientHandle,
  ): Result<'session.logs'> {
    const { id } = store.sessions.find(params.id);
    const live = sessions.live.get(id);
    if (params.follow && live) {
      followLog(client, {
        onLine: live.actor.onLine,
        read: (after, limit) => ledger.lines(id, after, limit),
      });
    }
    return { lines: ledger.lines(id, params.after, params.limit ?? limits.logLinesShown) };
  }
}

/** Resolves when the session has ended. @throws PccError `timeout`. */
function ended(live: LiveSession, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const watching = live.onEnded(() => {
      timer.dispose();
      watching.dispose();
      resolve();
    });
    const timer = clock.after(limits.stopMs, () => {
      watching.dispose();
      reject(new PccError('timeout', `The session '${live.id}' does not end; try \`pcc stop ${live.id} --force\`.`));
    });
  });
}

/** A person's answer: bound to what the screen shows now, typed, and watched until it is clear what came of it. */
async function respond(parts: HandlerParts, n: number, answers: readonly string[]): Promise<Result<'pending.respond'>> {
  const record = parts.store.escalations.get(n);
  if (record.state !== 'open') {
    const how = record.state === 'answered' ? 'was answered already' : `is gone (${record.why ?? 'withdrawn'})`;
    throw new PccError('gone', `Number ${n} ${how}; nothing was typed.`);
  }
  const [answer = '', ...more] = answers;
  if (more.length > 0) throw new PccError('usage', `Number ${n} takes one answer, ${answers.length} were given.`);
  const live = parts.sessions.find(record.session);
  live.actor.lookNow();
  const { ask, humans } = live.actor.session;
  if (ask?.stage !== 'waiting' || ask.escalationId !== record.id) {
    throw new PccError('gone', `The dialog of number ${n} is no longer on the screen; nothing was typed.`);
  }
  if (humans > 0)
    throw new PccError('conflict', `A human holds the keyboard of '${live.id}'; answer there, or detach first.`);
  const label = chosenLabel(ask.dialog.options, answer);
  const outcome = await outcomeOf(live, parts.clock, () => {
    live.actor.dispatch({ type: 'respond', escalationId: record.id, label });
  });
  return { n, session: live.id, answer: label, outcome };
}

/**
 * Waits until the dialog of an answer is gone, or the answer is known to have had no effect. A permission counts as answered
 * once its dialog has left: its call may run for long.
 */
function outcomeOf(live: LiveSession, clock: Clock, act: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const seen: string[] = [];
    const finish = (outcome: string): void => {
      for (const watching of [outcomes, steps, ends, timer]) watching.dispose();
      if (outcome === 'typed' || outcome === 'confirmed') resolve(outcome);
      else
        reject(
          new PccError('conflict', `The answer did not arrive (${outcome}); the dialog waits again: \`pcc pending\`.`),
        );
    };
    const outcomes = live.actor.onOutcome(({ outcome }) => {
      seen.push(outcome);
      if (outcome !== 'typed') finish(outcome);
    });
    const steps = live.actor.onStep(({ ask }) => {
      if (seen.includes('typed') && ask?.stage !== 'answered') finish('typed');
    });
    const ends = live.onEnded(() => {
      finish(seen.at(-1) ?? 'the session ended');
    });
    const timer = clock.after(limits.respondMs, () => {
      finish(seen.at(-1) ?? 'no effect in time');
    });
    act();
  });
}
