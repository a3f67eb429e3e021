import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import type { Result } from '../../api/methods.ts';
import type { Handlers } from '../../api/server.ts';
import type { Clock } from '../../base/clock.ts';
import { PccError } from '../../base/errors.ts';
import { childEnvironment, claudeVersion, findClaude } from '../../claude/launch.ts';
import type { Login } from '../../claude/login.ts';
import { foundLogin, toldLogin } from '../../claude/login.ts';
import { configFolder } from '../../claude/transcript/places.ts';
import { limits } from '../../limits.ts';
import type { Config } from '../settings.ts';
import { SlowAnswers } from '../slowAnswers.ts';

/** What the login of the CLI is asked of. */
export interface AuthParts {
  readonly config: () => Pick<Config, 'claude.command'>;
  readonly clock: Pick<Clock, 'wallMs' | 'monotonicMs'>;
}

type Status = Result<'auth.status'>;

/** The methods about the login of the CLI. */
export function authHandlers({ config, clock }: AuthParts): Pick<Handlers, 'auth.status'> {
  const answers = new SlowAnswers<Status>('auth.status', { clock, ms: limits.authKeptMs });
  return {
    'auth.status': ({ claude, env: given }, client) => {
      const command = claude ?? config()['claude.command'];
      // Environments hold secrets, which are not kept.
      const key = createHash('sha256')
        .update(JSON.stringify([command, Object.entries(given).sort()]))
        .digest('hex');
      return answers.ask(key, () => statusOf(command, given, clock), client.id);
    },
  };
}

async function statusOf(
  command: string,
  given: Readonly<Record<string, string>>,
  clock: Pick<Clock, 'wallMs'>,
): Promise<Status> {
  const env = childEnvironment(given);
  const places = { config: configFolder(env, homedir()), env, home: homedir() };
  const found = foundLogin({ ...places, platform: process.platform, nowMs: clock.wallMs() });
  let file: string;
  try {
    file = findClaude(command, given, '/');
  } catch (error) {
    if (!(error instanceof PccError)) throw error;
    return { installed: false, version: null, loggedIn: found.loggedIn, by: found.by, how: error.message };
  }
  const version = await claudeVersion(file, env);
  const told = version === null ? undefined : await toldLogin(file, version, env);
  // It tells of a login that has run out as of any other.
  const login = told === undefined || found.expired ? found : told;
  return { installed: true, version, loggedIn: login.loggedIn, by: login.by, how: howOf(login) };
}

const ways: Readonly<Record<string, string>> = {
  'api-key': 'an API key',
  'api-key-helper': 'the program that gives its API key',
  subscription: 'a Claude subscription',
  gateway: 'the token of a gateway',
  bedrock: 'Amazon Bedrock',
  vertex: 'Google Vertex AI',
  foundry: 'Microsoft Foundry',
};

/** What is known in a sentence, and what to do where it is not logged in. */
function howOf({ loggedIn, by, expired }: Login): string {
  const way = by === null ? undefined : (ways[by] ?? by);
  if (expired) return `Its login has run out; ${remedy}`;
  if (loggedIn === true) return `It is logged in by ${way ?? 'means of its own'}.`;
  if (loggedIn === false) return `It is not logged in; ${remedy}`;
  return way === undefined
    ? `A login may lie in the keychain; if a session says that it is not logged in, ${remedy}`
    : `It works by ${way}; whether that takes it is known once a session has asked.`;
}

const remedy =
  'run `claude` and type /login there, or set ANTHROPIC_API_KEY, or CLAUDE_CODE_OAUTH_TOKEN (which `claude setup-token` gives), where sessions are started from.';
