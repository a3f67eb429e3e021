import type { Handlers } from '../../api/server.ts';
import { PccError } from '../../base/errors.ts';
import { childEnvironment, claudeVersion, findClaude } from '../../claude/launch.ts';
import type { Config } from '../settings.ts';

/** The methods about the login of the CLI. */
export function authHandlers({
  config,
}: {
  readonly config: () => Pick<Config, 'claude.command'>;
}): Pick<Handlers, 'auth.status'> {
  return {
    'auth.status': async ({ claude, env }) => {
      const unknown = { loggedIn: null, by: null };
      try {
        const file = findClaude(claude ?? config()['claude.command'], env, '/');
        const how = 'Whether it is logged in is known once a session has asked the API.';
        return { installed: true, version: await claudeVersion(file, childEnvironment(env)), ...unknown, how };
      } catch (error) {
        if (!(error instanceof PccError)) throw error;
        return { installed: false, version: null, ...unknown, how: error.message };
      }
    },
  };
}
