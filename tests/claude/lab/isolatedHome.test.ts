import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labSecrets, makeIsolatedHome } from '../../../src/claude/lab/isolatedHome.ts';

describe('the isolated home', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pcc-home-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const make = (login: 'subscription' | 'api-key'): Record<string, string> =>
    makeIsolatedHome({
      home: join(folder, 'home'),
      cliVersion: '2.1.329',
      trustedProjects: ['/srv/app'],
      login,
      apiUrl: 'http://127.0.0.1:1',
    });

  it('is past onboarding, trusts what it is told to, and is for its owner only', () => {
    make('subscription');
    const path = join(folder, 'home', '.claude.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      hasCompletedOnboarding: true,
      lastOnboardingVersion: '2.1.329',
      projects: { '/srv/app': { hasTrustDialogAccepted: true } },
    });
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('brings nothing of the caller along', () => {
    process.env.SOME_SECRET_OF_THE_CALLER = 'x';
    try {
      const env = make('subscription');
      expect(Object.keys(env)).not.toContain('SOME_SECRET_OF_THE_CALLER');
      expect(env).toMatchObject({ HOME: join(folder, 'home'), ANTHROPIC_BASE_URL: 'http://127.0.0.1:1', TZ: 'UTC' });
    } finally {
      delete process.env.SOME_SECRET_OF_THE_CALLER;
    }
  });

  it('has one made-up secret, by login', () => {
    expect(make('subscription')).not.toHaveProperty('ANTHROPIC_API_KEY');
    const env = make('api-key');
    expect(env).not.toHaveProperty('CLAUDE_CODE_OAUTH_TOKEN');
    expect(labSecrets).toContain(env.ANTHROPIC_API_KEY);
    const settings = readFileSync(join(folder, 'home', '.claude.json'), 'utf8');
    expect(settings).toContain(`"approved":["${env.ANTHROPIC_API_KEY?.slice(-20) ?? ''}"]`);
  });
});
