import { createHash } from 'node:crypto';

/**
 * Variables that name another login than the one in the configuration folder, the strongest first. Source: the CLI's
 * documentation of its environment.
 */
const logins = [
  ['CLAUDE_CODE_USE_BEDROCK', 'bedrock'],
  ['CLAUDE_CODE_USE_VERTEX', 'vertex'],
  ['CLAUDE_CODE_USE_FOUNDRY', 'foundry'],
  ['ANTHROPIC_AUTH_TOKEN', 'gateway'],
  ['ANTHROPIC_API_KEY', 'key'],
  ['CLAUDE_CODE_OAUTH_TOKEN', 'token'],
] as const;

/** True for a variable that says which login the CLI works with. */
export function isLogin(name: string): boolean {
  return logins.some(([login]) => login === name);
}

/**
 * A short name, such as `login-1f3a9c`, for the account that a CLI works with: equal where the configuration folder, the kind of
 * login and the API are the same. Nothing of a credential is in it, so that two keys given by the same variable count as one
 * account.
 */
export function accountLabel(configFolder: string, env: Readonly<Record<string, string | undefined>>): string {
  const kind = logins.find(([name]) => (env[name] ?? '') !== '')?.[1] ?? 'login';
  const digest = createHash('sha256').update(`${configFolder}\0${kind}\0${hostOf(env['ANTHROPIC_BASE_URL'])}`);
  return `${kind}-${digest.digest('hex').slice(0, labelDigits)}`;
}

/** Enough to tell the handful of accounts of one person apart. */
const labelDigits = 6;

/** Only the place of the API: an address may carry a credential. */
function hostOf(address: string | undefined): string {
  return address !== undefined && URL.canParse(address) ? new URL(address).host : '';
}
