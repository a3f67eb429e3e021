import { homedir } from 'node:os';
import type { Params } from '../api/methods.ts';
import { continuesConversation } from '../claude/resume.ts';
import { configFolder } from '../claude/transcript/places.ts';
import { newSession } from '../session/session.ts';
import type { SessionRecord } from '../store/sessions.ts';
import type { StoredLaunch } from '../store/storedLaunch.ts';
import type { Launch } from './launching.ts';
import { programAt } from './selfCheck/cliIdentity.ts';
import type { Config } from './settings.ts';
import { followedFile, queuedTasks, requirementsOf } from './startRequest.ts';
import { accountLabel } from '../claude/account.ts';

/** What a new session is made of, beside what was asked for and how it is launched. */
export interface NewRecord {
  readonly id: string;
  /** The tasks that it begins with. */
  readonly texts: readonly string[];
  readonly config: Config;
  /** Somebody keeps watch over what is known of its CLI. */
  readonly isWatched: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** What is kept to start it anew; absent for a demo. */
  readonly stored?: StoredLaunch;
}

/** The record of a session that is about to start. */
export function newRecord(
  params: Params<'session.start'>,
  launch: Launch,
  { id, texts, config, isWatched, startedAt, stored }: NewRecord,
): SessionRecord {
  const folder = configFolder(launch.env, homedir());
  const isReal = params.demo === undefined;
  return {
    id,
    path: launch.cwd,
    claudeSessionId: launch.claudeSessionId,
    configFolder: folder,
    account: accountLabel(folder, launch.env),
    zone: launch.env['TZ'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    claudeVersion: launch.claudeVersion ?? null,
    ...(isReal ? { cli: programAt(launch.file, '') } : {}),
    args: launch.args,
    ...(stored ? { launch: stored } : {}),
    brain: params.brain ?? config['brain.default'],
    ...requirementsOf(params, launch.cwd),
    trusted: params.trust,
    ...(params.demo === undefined ? {} : { demo: params.demo }),
    startedAt,
    pid: null,
    cols: params.cols ?? launch.size?.cols ?? config['session.cols'],
    rows: params.rows ?? launch.size?.rows ?? config['session.rows'],
    // Stored with the row: a daemon that ends while the CLI comes up loses no task.
    session: {
      ...newSession(id, params.trust),
      ...(isWatched && isReal ? { cli: 'asking' } : {}),
      ...(isReal && continuesConversation(launch.args) ? { used: true } : {}),
      ...(isReal && config['session.restart'] === 'always' ? { lasting: true } : {}),
      tasks: queuedTasks(id, launch.task === undefined ? texts : [launch.task], followedFile(params, launch.cwd)),
    },
  };
}
