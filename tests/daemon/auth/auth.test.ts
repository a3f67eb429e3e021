import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../../src/api/methods.ts';
import { ManualClock } from '../../../src/base/clock.ts';
import type { LoginPlaces } from '../../../src/claude/login.ts';
import { foundLogin } from '../../../src/claude/login.ts';
import { authHandlers } from '../../../src/daemon/auth/handlers.ts';
import { limits } from '../../../src/limits.ts';
import { tempFolder } from '../../terminal/harness.ts';

/** Secrets here are made up. */
const secret = 'sk-ant-made-up-0123456789';
const nowMs = Date.UTC(2026, 0, 1);

interface Files {
  readonly settings?: object;
  readonly credentials?: object | string;
  readonly own?: object;
}

function placesWith(files: Files, env: Record<string, string> = {}): LoginPlaces {
  const home = tempFolder();
  const config = join(home, '.claude');
  mkdirSync(config);
  const put = (path: string, value: object | string | undefined): void => {
    if (value !== undefined) writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  };
  put(join(config, 'settings.json'), files.settings);
  put(join(config, '.credentials.json'), files.credentials);
  put(join(home, '.claude.json'), files.own);
  return { config, env: { HOME: home, ...env }, home, platform: 'linux', nowMs };
}

describe('a login that is looked for', () => {
  const oauth = (more: object): object => ({ claudeAiOauth: { accessToken: secret, expiresAt: nowMs - 1, ...more } });

  test.each<[string, Files, Record<string, string>, object]>([
    ['nothing', {}, {}, { loggedIn: false, by: null }],
    ['an empty variable', {}, { ANTHROPIC_API_KEY: '' }, { loggedIn: false, by: null }],
    ['an API key', {}, { ANTHROPIC_API_KEY: secret }, { loggedIn: true, by: 'api-key' }],
    ['a token', {}, { CLAUDE_CODE_OAUTH_TOKEN: secret }, { loggedIn: true, by: 'subscription' }],
    ['a gateway', {}, { ANTHROPIC_AUTH_TOKEN: secret, ANTHROPIC_API_KEY: secret }, { loggedIn: true, by: 'gateway' }],
    ['Bedrock', {}, { CLAUDE_CODE_USE_BEDROCK: '1', ANTHROPIC_API_KEY: secret }, { loggedIn: null, by: 'bedrock' }],
    ['Vertex', {}, { CLAUDE_CODE_USE_VERTEX: '1' }, { loggedIn: null, by: 'vertex' }],
    [
      'a variable in settings',
      { settings: { env: { ANTHROPIC_API_KEY: secret } } },
      {},
      { loggedIn: true, by: 'api-key' },
    ],
    ['a helper', { settings: { apiKeyHelper: '/bin/key' } }, {}, { loggedIn: null, by: 'api-key-helper' }],
    ['a login', { credentials: oauth({ refreshToken: secret }) }, {}, { loggedIn: true, by: 'subscription' }],
    [
      'one that runs out later',
      { credentials: oauth({ expiresAt: nowMs + 1 }) },
      {},
      { loggedIn: true, by: 'subscription' },
    ],
    ['one that has run out', { credentials: oauth({}) }, {}, { loggedIn: false, by: 'subscription', expired: true }],
    ['credentials that are no JSON', { credentials: '{' }, {}, { loggedIn: false, by: null }],
    ['a key of its own', { own: { primaryApiKey: secret } }, {}, { loggedIn: true, by: 'api-key' }],
  ])('%s', (_what, files, env, expected) => {
    const login = foundLogin(placesWith(files, env));
    expect(login).toEqual(expected);
    expect(JSON.stringify(login)).not.toContain(secret);
  });

  test('what lies in a keychain is not known', () => {
    expect(foundLogin({ ...placesWith({}), platform: 'darwin' })).toEqual({ loggedIn: null, by: null });
  });
});

describe('auth.status', () => {
  function cli(version: string, told: string): { path: string; asked: string } {
    const folder = tempFolder();
    const path = join(folder, 'claude');
    const asked = join(folder, 'asked');
    const script = `#!/bin/sh\nif [ "$1" = --version ]; then echo '${version} (Claude Code)'; exit; fi\necho "$*" >> '${asked}'\necho '${told}'\n`;
    writeFileSync(path, script);
    chmodSync(path, 0o700);
    return { path, asked };
  }

  async function ask(claude: string, env: Record<string, string> = {}): Promise<Result<'auth.status'>> {
    const handlers = authHandlers({ config: () => ({ 'claude.command': claude }), clock: new ManualClock(nowMs) });
    const home = tempFolder();
    const client = {} as Parameters<(typeof handlers)['auth.status']>[1];
    return await handlers['auth.status']({ env: { PATH: '/usr/bin:/bin', HOME: home, ...env } }, client);
  }

  test('tells what the CLI says of itself', async () => {
    const { path, asked } = cli(
      '2.1.329',
      '{"loggedIn": true, "authMethod": "claude.ai", "apiProvider": "firstParty"}',
    );
    expect(await ask(path)).toEqual({
      installed: true,
      version: '2.1.329',
      loggedIn: true,
      by: 'subscription',
      how: 'It is logged in by a Claude subscription.',
    });
    expect(readFileSync(asked, 'utf8')).toBe('auth status\n');
  });

  test('starts the CLI once, however many ask at once and however often', async () => {
    const { path, asked } = cli('2.1.329', '{"loggedIn": true}');
    const clock = new ManualClock(nowMs);
    const handlers = authHandlers({ config: () => ({ 'claude.command': path }), clock });
    const client = {} as Parameters<(typeof handlers)['auth.status']>[1];
    const env = { PATH: '/usr/bin:/bin', HOME: tempFolder() };
    const asking = async () => await handlers['auth.status']({ env }, client);
    const answers = await Promise.all(Array.from({ length: 20 }, asking));
    clock.advance(limits.authKeptMs);
    answers.push(await asking());
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(readFileSync(asked, 'utf8')).toBe('auth status\n');
    clock.advance(1);
    await asking();
    await handlers['auth.status']({ env: { ...env, ANTHROPIC_API_KEY: secret } }, client);
    expect(readFileSync(asked, 'utf8')).toBe('auth status\n'.repeat(3));
  });

  test('asks no version for which those words would be a prompt', async () => {
    const { path, asked } = cli('2.0.64', 'Hello!');
    const status = await ask(path);
    expect(existsSync(asked)).toBe(false);
    expect(status).toMatchObject({ installed: true, version: '2.0.64', by: null });
    if (process.platform !== 'darwin') expect(status.how).toContain('type /login');
  });

  test('goes by what is found where the CLI says nothing of use', async () => {
    const { path } = cli('2.1.98', 'what?');
    const status = await ask(path, { ANTHROPIC_API_KEY: secret });
    expect(status).toMatchObject({ loggedIn: true, by: 'api-key' });
    expect(JSON.stringify(status)).not.toContain(secret);
  });

  test('says how to install a CLI that is not there', async () => {
    const status = await ask('/no/such/claude');
    expect(status).toMatchObject({ installed: false, version: null });
    expect(status.how).toContain('npm install');
  });
});
