import { expect, test } from 'vitest';
import { accountLabel } from '../../src/claude/account.ts';

const folder = '/home/me/.claude';
const made = { key: 'made-up-key-0123456789', token: 'made-up-token-0123456789' };

test('an account has one name, whoever asks and whatever else the environment holds', () => {
  const label = accountLabel(folder, { PATH: '/bin', LANG: 'C' });
  expect(label).toMatch(/^login-[0-9a-f]{6}$/);
  expect(accountLabel(folder, {})).toBe(label);
  expect(accountLabel(folder, { ANTHROPIC_API_KEY: '' })).toBe(label);
});

test('another folder, another kind of login and another API are other accounts', () => {
  const labels = [
    accountLabel(folder, {}),
    accountLabel('/srv/other', {}),
    accountLabel(folder, { ANTHROPIC_API_KEY: made.key }),
    accountLabel(folder, { CLAUDE_CODE_OAUTH_TOKEN: made.token }),
    accountLabel(folder, { ANTHROPIC_AUTH_TOKEN: made.token }),
    accountLabel(folder, { CLAUDE_CODE_USE_BEDROCK: '1' }),
    accountLabel(folder, { ANTHROPIC_BASE_URL: 'https://gateway.example/v1' }),
  ];
  expect(new Set(labels).size).toBe(labels.length);
  expect(labels.map((label) => label.split('-')[0])).toEqual([
    'login',
    'login',
    'key',
    'token',
    'gateway',
    'bedrock',
    'login',
  ]);
});

test('nothing of a credential is in the name, not even as a digest', () => {
  const one = accountLabel(folder, { ANTHROPIC_API_KEY: made.key });
  expect(accountLabel(folder, { ANTHROPIC_API_KEY: 'another-made-up-key' })).toBe(one);
  const address = (user: string): string => `https://${user}:made-up@gateway.example/v1`;
  expect(accountLabel(folder, { ANTHROPIC_BASE_URL: address('a') })).toBe(
    accountLabel(folder, { ANTHROPIC_BASE_URL: address('b') }),
  );
  expect(accountLabel(folder, { ANTHROPIC_BASE_URL: 'no address' })).toBe(accountLabel(folder, {}));
});
