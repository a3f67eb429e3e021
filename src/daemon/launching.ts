import { randomUUID } from 'node:crypto';
import type { Params } from '../api/methods.ts';
import { childEnvironment, findClaude, launchArguments } from '../claude/launch.ts';

/** How a child is to be started. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly claudeSessionId: string;
  readonly claudeVersion?: string;
  /** What a demo types. */
  readonly task?: string;
  readonly size?: { readonly cols: number; readonly rows: number };
}

/** The launch of the real CLI in a folder. @throws PccError when it is not found or an argument cannot be used. */
export function claudeLaunch(params: Params<'session.start'>, path: string, command: string): Launch {
  const env = childEnvironment(params.env);
  const { args, sessionId } = launchArguments(params.args, randomUUID());
  return {
    file: findClaude(params.claude ?? command, params.env, path),
    args,
    env,
    cwd: path,
    claudeSessionId: sessionId,
  };
}
