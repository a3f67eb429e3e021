import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How the CLI believes it is paid for: a claude.ai login (5-hour and weekly limits) or an API key (other error texts). */
export type Login = 'subscription' | 'api-key';

/** What the throw-away home is made for. */
export interface HomeSpec {
  /** Absolute path of the folder that becomes HOME; made when missing. */
  readonly home: string;
  /** The CLI's version, so that it shows no news of an upgrade. */
  readonly cliVersion: string;
  /** Absolute paths of projects whose trust dialog counts as accepted. */
  readonly trustedProjects: readonly string[];
  readonly login: Login;
  /** Base URL of the scripted API. */
  readonly apiUrl: string;
}

/** Made up, and obviously so: they open nothing. Only the form matters to the CLI. */
const madeUpToken = 'made-up-token-of-the-offline-lab';
const madeUpKey = 'made-up-key-of-the-offline-lab-0000';

/** What must never be in a recording: the made-up secrets of the lab. */
export const labSecrets: readonly string[] = [madeUpToken, madeUpKey];

/** The CLI remembers an approved API key by its last 20 characters. */
const rememberedKeyChars = 20;

/**
 * Writes `~/.claude.json` of a throw-away home so that onboarding is over, and gives the complete environment for a CLI in
 * it: nothing of the caller's environment but the search path comes along.
 */
export function makeIsolatedHome(spec: HomeSpec): Record<string, string> {
  mkdirSync(spec.home, { recursive: true, mode: 0o700 });
  const projects = spec.trustedProjects.map((path) => [
    path,
    { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true, projectOnboardingSeenCount: 4 },
  ]);
  const settings = {
    hasCompletedOnboarding: true,
    theme: 'dark',
    lastOnboardingVersion: spec.cliVersion,
    lastReleaseNotesSeen: spec.cliVersion,
    customApiKeyResponses: { approved: [madeUpKey.slice(-rememberedKeyChars)], rejected: [] },
    projects: Object.fromEntries(projects) as Record<string, unknown>,
  };
  writeFileSync(join(spec.home, '.claude.json'), JSON.stringify(settings), { mode: 0o600 });
  return {
    PATH: searchPath(),
    HOME: spec.home,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    ANTHROPIC_BASE_URL: spec.apiUrl,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    ...(spec.login === 'subscription' ? { CLAUDE_CODE_OAUTH_TOKEN: madeUpToken } : { ANTHROPIC_API_KEY: madeUpKey }),
  };
}

/** The system's program folders and that of this Node, which older CLIs are run by. */
function searchPath(): string {
  return [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':');
}
