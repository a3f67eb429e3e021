import { join } from 'node:path';
import type { Result } from '../api/methods.ts';
import type { ApiClientHandle, Handlers } from '../api/server.ts';
import type { Clock } from '../base/clock.ts';
import { PccError } from '../base/errors.ts';
import type { Brain } from '../brain/brain.ts';
import { limits } from '../limits.ts';
import type { BrainName } from '../policy/consulting/advice.ts';
import type { Store } from '../store/store.ts';
import { answersFileName } from './answerRules.ts';
import type { Attachments } from './attachments/attachments.ts';
import { brainReport } from './brains.ts';
import { configRows, setConfig } from './config.ts';
import type { Fleet } from './fleet/fleet.ts';
import type { Home } from './home.ts';
import type { KillSwitch } from './killSwitch.ts';
import type { Lasting } from './lasting/lasting.ts';
import type { Ledger } from './ledger.ts';
import type { LiveSession } from './liveSession.ts';
import { followLog } from './logFollowing.ts';
import { checkTaskStart } from './queue/requirements.ts';
import { dismissWords, respond } from './responding.ts';
import { doctorReport } from './selfCheck/doctorReport.ts';
import type { CliChecks } from './selfCheck/cliChecks.ts';
import type { SessionClis } from './selfCheck/sessionClis.ts';
import type { SecretValues } from './secretValues.ts';
import type { Sessions } from './sessions.ts';
import type { Config } from './settings.ts';
import { boundedStatuses } from './boundedTasks.ts';
import { brokenIn, shownStatus } from './shownStatus.ts';
import type { FileProblem } from './yamlFiles.ts';

/** What the methods work on. */
export interface HandlerParts {
  readonly home: Home;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly sessions: Sessions;
  readonly secrets: SecretValues;
  readonly killSwitch: Pick<KillSwitch, 'check'>;
  readonly checks: CliChecks;
  readonly clis: Pick<SessionClis, 'again'>;
  readonly attachments: Attachments;
  readonly fleet: Pick<Fleet, 'watch' | 'putAway'>;
  readonly lasting: Pick<Lasting, 'handlers' | 'checkSetting' | 'released'>;
  readonly clock: Clock;
  readonly config: { current: Config };
  readonly brainFor: (name: BrainName) => Brain;
  /** Files that are broken at the moment. */
  readonly problems: () => readonly FileProblem[];
  readonly status: () => Result<'daemon.status'>;
  readonly stop: (sessions: boolean) => Promise<Result<'daemon.stop'>>;
}

/** The methods of the daemon: each finds what is meant, has it done, and tells what came of it. */
export function handlersOf(parts: HandlerParts): Handlers {
  const { sessions, attachments, store, ledger, secrets } = parts;
  const shown = shownStatus(parts);
  return {
    ...parts.lasting.handlers(),
    'session.start': async (params) => {
      // Before anything of the session is stored, its first task included.
      secrets.learnEnvironment(params.env);
      secrets.learnProject(params.path);
      return { id: await sessions.start(params) };
    },
    'session.list': ({ all }) => boundedStatuses(sessions.list(all ?? false).map(shown)),
    'session.status': ({ id }) => shown(sessions.status(id)),
    'session.logs': (params, client) => logs(params, client),
    'session.pause': ({ id }) =>
      told(sessions.find(id), (live) => {
        live.actor.dispatch({ type: 'pause' });
        live.actor.note('session', 'Paused.');
      }),
    'session.resume': ({ id }) =>
      told(sessions.find(id), (live) => {
        // A person's word: what its list has stopped goes on as well, and the list.
        parts.lasting.released(live.id, () => {
          live.actor.dispatch({ type: 'resume' });
        });
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
    'session.dismiss': ({ id }) => {
      const record = store.sessions.find(id);
      if (record.endedAt === undefined)
        throw new PccError('conflict', `The session '${record.id}' lives; end it first: \`pcc stop ${record.id}\`.`);
      parts.fleet.putAway(record.id);
      return { id: record.id };
    },
    'session.send': ({ id, text }) => {
      const live = sessions.find(id);
      parts.killSwitch.check();
      const task = sessions.send(live.id, checkTaskStart(text, 'The text', 'person'));
      // A person's word: what pcc lets pass in a row is counted anew from here.
      live.actor.note('human', `A person sent task ${task}.`);
      return { id: live.id, task };
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
    'session.take': async ({ attachment, ...size }, client) => {
      await attachments.take(client, attachment, size);
      return {};
    },
    'session.release': async ({ attachment }, client) => {
      await attachments.release(client, attachment);
      return {};
    },
    'session.fit': async ({ attachment, cols, rows }, client) => {
      if ((cols === undefined) !== (rows === undefined))
        throw new PccError('invalid_input', 'A size is columns and rows; give both, or none to give the size back.');
      const size = cols === undefined || rows === undefined ? undefined : { cols, rows };
      await attachments.fit(client, attachment, size);
      return {};
    },
    'session.screen': ({ id, scrollback }) => sessions.find(id).screenState(scrollback),
    'fleet.watch': (_params, client) => parts.fleet.watch(client),
    'decisions.list': ({ session, limit, ...filter }) => ({
      lines: ledger.decisions({
        ...filter,
        ...(session === undefined ? {} : { session: store.sessions.find(session).id }),
        limit: limit ?? limits.logLinesShown,
      }),
    }),
    'pending.list': () => ledger.pending(),
    'pending.call': ({ n }) => secrets.current().json(ledger.pendingCall(n)) as unknown as Result<'pending.call'>,
    'pending.respond': ({ n, answers, text, dismiss }) => {
      if (dismiss) return dismissWords(parts, n, answers);
      parts.killSwitch.check();
      return respond(parts, n, { answers, text: text ?? false });
    },
    'daemon.status': () => parts.status(),
    'daemon.stop': ({ sessions: too }) => parts.stop(too ?? false),
    'cli.check': (params) => doctorReport(parts.checks, parts.config.current['claude.command'], params),
    'config.show': () => configRows(parts.config.current).map((row) => ({ ...row })),
    'config.set': ({ key, value }) => {
      parts.lasting.checkSetting(key, value);
      const set = setConfig(parts.home.configFile, key, value);
      parts.config.current = { ...parts.config.current, [set.key]: set.value };
      if (set.key.startsWith('check.')) parts.clis.again();
      return set;
    },
    'brain.check': ({ brain: named }) => {
      const brain = parts.brainFor(named ?? parts.config.current['brain.default']);
      const answers = join(parts.home.rulesFolder, answersFileName);
      return brainReport(brain, brain.name === 'rules' ? brokenIn(parts.problems(), answers) : []);
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
