import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { systemCode } from '../base/errors.ts';
import type { JsonObject } from '../base/json.ts';
import { isObject, parseJson } from '../base/json.ts';
import { limits } from '../limits.ts';
import { saidBy } from './launch.ts';

/** What is known of the login of a CLI; never a value of it. */
export interface Login {
  /** Null where nobody can tell without asking the API. */
  readonly loggedIn: boolean | null;
  /** `api-key`, `api-key-helper`, `subscription`, `gateway`, `bedrock`, `vertex`, `foundry`; null where none was found. */
  readonly by: string | null;
  /** A login was found that has run out. */
  readonly expired?: true;
}

/** Variables that log the CLI in, the strongest first. Source: the CLI's documentation of its environment. */
const variables = [
  ['CLAUDE_CODE_USE_BEDROCK', 'bedrock'],
  ['CLAUDE_CODE_USE_VERTEX', 'vertex'],
  ['CLAUDE_CODE_USE_FOUNDRY', 'foundry'],
  ['ANTHROPIC_AUTH_TOKEN', 'gateway'],
  ['ANTHROPIC_API_KEY', 'api-key'],
  ['CLAUDE_CODE_OAUTH_TOKEN', 'subscription'],
] as const;

/** Where a login is looked for. */
export interface LoginPlaces {
  /** The CLI's configuration folder. */
  readonly config: string;
  /** The environment that sessions get. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Home of the user. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly nowMs: number;
}

/**
 * Looks for a login in the environment and in the CLI's own files. macOS keeps that of a subscription in its keychain, which is not
 * opened; whether a cloud takes what is set up for it is not known here either.
 */
export function foundLogin({ config, env, home, platform, nowMs }: LoginPlaces): Login {
  const settings = objectIn(join(config, 'settings.json'));
  const ofSettings = isObject(settings['env']) ? settings['env'] : {};
  const variable = variables.find(([name]) => isSet(env[name]) || isSet(ofSettings[name]))?.[1];
  if (variable !== undefined) {
    const isCloud = ['bedrock', 'vertex', 'foundry'].includes(variable);
    return { loggedIn: isCloud ? null : true, by: variable };
  }
  if (isSet(settings['apiKeyHelper'])) return { loggedIn: null, by: 'api-key-helper' };
  const { claudeAiOauth: login } = objectIn(join(config, '.credentials.json'));
  if (isObject(login) && isSet(login['accessToken'])) {
    const { refreshToken, expiresAt } = login;
    const isOver = !isSet(refreshToken) && typeof expiresAt === 'number' && expiresAt <= nowMs;
    return { loggedIn: !isOver, by: 'subscription', ...(isOver ? { expired: true as const } : {}) };
  }
  const own = isSet(env['CLAUDE_CONFIG_DIR']) ? config : (env['HOME'] ?? home);
  if (isSet(objectIn(join(own, '.claude.json'))['primaryApiKey'])) return { loggedIn: true, by: 'api-key' };
  return { loggedIn: platform === 'darwin' ? null : false, by: null };
}

const answerShape = z.object({ loggedIn: z.boolean(), authMethod: z.string(), apiProvider: z.string().optional() });

/** The oldest version that was seen to know `auth status`; before it, those words are a prompt, which would ask the API. */
const oldestThatTells = [2, 1, 98] as const;

/** Asks the CLI itself, which needs no network for it; undefined where that version cannot tell, or does not. */
export async function toldLogin(
  file: string,
  version: string,
  env: Readonly<Record<string, string>>,
): Promise<Login | undefined> {
  if (!isAtLeast(version, oldestThatTells)) return undefined;
  const quiet = { ...env, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', DISABLE_AUTOUPDATER: '1' };
  // In no project, whose settings would have a say.
  const { data } = answerShape.safeParse(parseJson(await saidBy(file, ['auth', 'status'], quiet, '/')));
  if (!data) return undefined;
  return { loggedIn: data.loggedIn, by: data.loggedIn ? nameOf(data, env) : null };
}

function nameOf({ authMethod, apiProvider }: z.infer<typeof answerShape>, env: LoginPlaces['env']): string {
  if (authMethod === 'third_party') return apiProvider ?? 'cloud';
  if (authMethod === 'api_key') return 'api-key';
  if (authMethod === 'api_key_helper') return 'api-key-helper';
  return isSet(env['ANTHROPIC_AUTH_TOKEN']) ? 'gateway' : 'subscription';
}

function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split(/[.-]/).map(Number);
  for (const [index, wanted] of least.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

function isSet(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** A file that is not there, or holds no object, says nothing. */
function objectIn(path: string): JsonObject {
  try {
    if (statSync(path).size > limits.loginFileBytesMax) return {};
    const value = parseJson(readFileSync(path, 'utf8'));
    return isObject(value) ? value : {};
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return {};
  }
}
