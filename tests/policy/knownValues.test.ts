import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/base/json.ts';
import { redact, redactor } from '../../src/policy/redact.ts';
import { isSecretName, secretsOf } from '../../src/policy/secretWorth.ts';

const secret = 'Tr0ub4dor&3-horse';
const { text, json, mask } = redactor([secret, 'hunter2', 'hunter2-and-more']);

describe('a known value is redacted in whatever form it stands', () => {
  test.each([
    ['plain', `echo ${secret} | wc`, 'echo [redacted:known] | wc'],
    ['inside a word', `x${secret}y`, 'x[redacted:known]y'],
    ['the longest of two', 'say hunter2-and-more!', 'say [redacted:known]!'],
    ['beside another', 'hunter2hunter2', '[redacted:known]'],
    ['in an address', `curl https://x/?q=${encodeURIComponent(secret)}&r=1`, 'curl https://x/?q=[redacted:known]&r=1'],
    ['in JSON', JSON.stringify({ a: secret }), '{"a":"[redacted:known]"}'],
    ['wrapped by a terminal', 'a Tr0ub4dor&\r\n  3-horse b', 'a [redacted:known] b'],
    ['wrapped in a box', 'a Tr0ub4dor&  │\n│  3-horse b', 'a [redacted:known] b'],
    ['coloured in the middle', 'a Tr0ub4\u001b[1mdor&3-horse b', 'a [redacted:known] b'],
    ['what a shape would cut in two', `DB_PASSWORD=${secret} npm start`, 'DB_PASSWORD=[redacted:known] npm start'],
    ['in a header', `Authorization: Bearer ${secret}`, 'Authorization: Bearer [redacted:known]'],
  ])('%s', (_name, from, to) => {
    expect(text(from)).toBe(to);
    expect(text(to)).toBe(to);
  });

  test.each(['', 'u:', 'me:', 'abc:'])('Base64 behind %j', (before) => {
    for (const form of ['base64', 'base64url'] as const) {
      const encoded = Buffer.from(`${before}${secret}:x`).toString(form);
      const left = text(`Basic ${encoded} end`);
      expect(left).toContain('[redacted:');
      expect(Buffer.from(left.split('[')[0]?.slice(6) ?? '', 'base64').toString()).not.toContain('Tr0');
    }
  });

  test('in names and texts of a value, and as stars on a screen', () => {
    expect(json({ [secret]: [`a ${secret}`], n: 1 })).toEqual({ '[redacted:known]': ['a [redacted:known]'], n: 1 });
    expect(mask(`a ${secret} b`)).toBe(`a ${'*'.repeat(secret.length)} b`);
    expect(mask('a Tr0ub4dor&\r\n3-horse b')).toBe('a **********\r\n******* b');
  });
});

const value = fc
  .string({ minLength: 6, maxLength: 40, unit: fc.constantFrom(...Array.from('abcXYZ019-_/+=&%$\'"\\ {}:.,;')) })
  .filter((candidate) => candidate.trim() === candidate && new Set(candidate).size > 4);

test('no known value survives in any text, and redacting twice is redacting once', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('password=', 'token: ', 'Authorization: ', '"', "'", '://u:', '@', '[redacted:known]', '\n', 'x='),
  );
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 5 }),
      fc.array(piece),
      fc.array(fc.nat()),
      (values, rest, at) => {
        const known = redactor(values);
        const pieces = [...rest];
        for (const [index, place] of at.entries())
          pieces.splice(place % (pieces.length + 1), 0, values[index % values.length] ?? '');
        const from = pieces.join('');
        const once = known.text(from);
        for (const one of values) expect(once).not.toContain(one);
        expect(known.text(once)).toBe(once);
        expect(once.length).toBeLessThanOrEqual(4 * from.length + 24);
        const masked = known.mask(from);
        expect(masked).toHaveLength(from.length);
        for (const one of values) expect(masked).not.toContain(one);
      },
    ),
    { numRuns: 1_500 },
  );
});

describe('which values are secrets', () => {
  test.each([
    ['NODE_ENV', 'development'],
    ['PORT', '3000'],
    ['DEBUG', 'true'],
    ['HOST', 'localhost'],
    ['APP_NAME', 'my-wonderful-shop'],
    ['LOG_LEVEL', 'verbose'],
    ['API_URL', 'http://localhost:3000/api/v1'],
    ['DATABASE_URL', 'postgres://postgres:postgres@localhost:5432/app'],
    ['DATA_DIR', '/var/lib/application-data/2024'],
    ['MAIL_FROM', 'noreply@example.com'],
    ['REGION', 'eu-central-1'],
    ['TZ', 'America/New_York'],
    ['DB_PASSWORD', 'postgres'],
    ['DB_PASSWORD', 'changeme'],
    ['API_KEY', '<your key here>'],
    ['API_KEY', 'your-key-here'],
    ['TOKEN', '$OTHER_TOKEN'],
    ['SECRET_KEY_FILE', '/run/secrets/key'],
    ['SSH_KEY', '~/.ssh/id_ed25519'],
    ['MAX_TOKENS', '4096'],
    ['FEATURES', 'search,checkout,newsletter'],
    ['NODE_OPTIONS', '--max-old-space-size=4096'],
    ['PASSWORD', 'aaaaaaaaaa'],
  ])('%s=%s is none', (name, from) => {
    expect(secretsOf(name, from)).toEqual([]);
  });

  test.each([
    ['DB_PASSWORD', 'hunter2'],
    ['DB_PASSWORD', 'correcthorsebattery'],
    ['SESSION_SECRET', 'keyboard cat on the mat'],
    ['STRIPE_KEY', 'abcDEF123456'],
    ['githubToken', 'k3jf9s'],
    ['APP_ID', '3fa85f6457174562b3fc2c963f66afa6'],
    ['SENTRY', 'Zk9xQ2vT7bLw3mNp'],
  ])('%s=%s is one', (name, from) => {
    expect(secretsOf(name, from)).toContain(from);
  });

  test('of an address the password, as it stands and decoded', () => {
    expect(secretsOf('DATABASE_URL', 'postgres://app:p%40ss-w0rd@db:5432/app')).toEqual(['p%40ss-w0rd', 'p@ss-w0rd']);
  });

  test.each([
    ['GITHUB_TOKEN', true],
    ['dbPassword', true],
    ['AWS_ACCESS_KEY_ID', true],
    ['OPENAI_API_KEY', true],
    ['PWD', false],
    ['KEY', false],
    ['PUBLIC_KEY', false],
    ['SSH_AUTH_SOCK', false],
    ['PATH', false],
    ['GOOGLE_APPLICATION_CREDENTIALS_FILE', false],
  ])('the name %s: %s', (name, is) => {
    expect(isSecretName(name)).toBe(is);
  });
});

test('ordinary commands stay as they are', () => {
  const folder = join(import.meta.dirname, '../fixtures/policy');
  const inputs = readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { input: Json }).input),
  );
  const settings = [
    ['NODE_ENV', 'test'],
    ['APP_NAME', 'my-app'],
    ['DATABASE_URL', 'postgres://postgres:postgres@localhost:5432/app'],
    ['DB_PASSWORD', 'password'],
    ['SESSION_SECRET', 'Zk9xQ2vT7bLw3mNp'],
  ] as const;
  const known = redactor(settings.flatMap(([name, from]) => secretsOf(name, from)));
  const changed = inputs.filter((input) => JSON.stringify(known.json(input)) !== JSON.stringify(input));
  expect(inputs.length).toBeGreaterThan(500);
  // Those that do change hold a secret, or what stands for one in the example.
  for (const input of changed)
    expect(JSON.stringify(input)).toMatch(
      /token|secret|passw|key|user:pass|authorization|ghp_|AKIA|eyJ|:\/\/[^/]*:[^/]*@|BEGIN/i,
    );
  expect(changed.length).toBeLessThan(inputs.length * 0.03);
});

test('thousands of known values cost little on a long text', () => {
  const values = Array.from({ length: 2_000 }, (_, index) => `value-${(index * 7_919).toString(36)}-${index}`);
  const known = redactor(values);
  const long = 'The quick brown fox jumps over the lazy dog. value-x\n'.repeat(4_000);
  const begun = performance.now();
  expect(known.text(long)).toBe(redact(long));
  expect(performance.now() - begun).toBeLessThan(2_000);
});
