import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mask, redact, redactJson, shapeRedactor } from '../../src/policy/redact.ts';

/** Made-up secrets in the published forms; cut in two, so that no scanner takes this file for a leak. */
const parts: readonly (readonly [kind: string, parts: readonly string[]])[] = [
  ['github', ['ghp_', 'abcdefghijklmnopqrstuvwxyz0123456789']],
  ['github', ['gho_', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789']],
  ['github', ['github_pat_', '11ABCDEFG0abcdefghijkl_abcdefghijklmnopqrstuvwxyz0123456789']],
  ['gitlab', ['glpat-', 'abcdefghij0123456789']],
  ['aws', ['AKIA', 'IOSFODNN7EXAMPLE']],
  ['aws', ['ASIA', 'IOSFODNN7EXAMPLE']],
  ['slack', ['xoxb-', '123456789012-abcdefghijkl']],
  ['stripe', ['sk_live_', 'abcdefghijklmnopqrstuvwx']],
  ['stripe', ['rk_test_', 'abcdefghijklmnopqrstuvwx']],
  ['google', ['AIza', 'SyA1234567890abcdefghijklmnopqrstuv']],
  ['google', ['ya29.', 'a0AfH6SMBabcdefghijklmn']],
  ['api-key', ['sk-', 'abcdefghijklmnopqrst0123456789ABCDEFGHIJ']],
  ['api-key', ['sk-proj-', 'abcdefghijklmnopqrst0123456789']],
  ['api-key', ['sk-ant-api03-', 'abcdefghijklmnopqrst-0123456789_AA']],
  ['npm', ['npm_', 'abcdefghijklmnopqrstuvwxyz0123456789']],
  ['pypi', ['pypi-', 'AgEIcHlwaS5vcmcCJDEyMzQ1Njc4LTEyMzQtMTIzNC0xMjM0LTEyMzQ1Njc4']],
  ['huggingface', ['hf_', 'abcdefghijklmnopqrstuvwxyzABCDEFGH']],
  ['sendgrid', ['SG.', 'abcdefghijklmnopqrstuv', '.', 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG']],
  ['docker', ['dckr_pat_', 'abcdefghijklmnopqrstuvwxyz0']],
  ['digitalocean', ['dop_v1_', '0123456789abcdef'.repeat(4)]],
  ['vault', ['hvs.', 'CAESIabcdefghijklmnopqrstuvwxyz']],
  ['shopify', ['shpat_', '0123456789abcdef'.repeat(2)]],
  ['telegram', ['123456789:AA', 'abcdefghijklmnopqrstuvwxyz0123456']],
  ['jwt', ['eyJ', 'hbGciOiJIUzI1NiJ9', '.eyJ', 'zdWIiOiIxMjM0NTY3ODkwIn0', '.', 'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P']],
  ['token', ['xai-', 'a1'.repeat(30)]],
  ['token', ['gsk_', 'a1'.repeat(25)]],
  ['token', ['r8_', 'a1'.repeat(20)]],
  ['token', ['sbp_', 'a1'.repeat(20)]],
  ['token', ['lin_api_', 'a1'.repeat(20)]],
  ['token', ['ATATT3x', 'a1'.repeat(40)]],
  ['token', ['figd_', 'a1'.repeat(20)]],
  ['token', ['ntn_', 'a1'.repeat(23)]],
  ['token', ['sntrys_', 'a1'.repeat(30)]],
  ['token', ['NRAK-', 'A1'.repeat(14)]],
  ['token', ['pscale_tkn_', 'a1'.repeat(20)]],
  ['age', ['AGE-SECRET-KEY-1', 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE']],
];
const secrets = parts.map(([kind, pieces]) => [kind, pieces.join('')] as const);

describe('a token is found by its form, wherever it stands', () => {
  test.each(secrets)('%s: %s', (kind, secret) => {
    for (const [before, after] of [
      ['', ''],
      ['curl ', ' -o x'],
      ['"', '"'],
      ['(', ')'],
      ['a\n', '\nb'],
      ["'", "',"],
    ] as const) {
      expect(redact(before + secret + after)).toBe(`${before}[redacted:${kind}]${after}`);
    }
  });
});

test.each(secrets)('%s is found in the rows of a screen wherever a wrap splits it: %s', (_kind, secret) => {
  for (const cut of [3, 6, Math.floor(secret.length / 2), secret.length - 4])
    for (const [left, right] of [
      ['Output: ', ' end'],
      ['│ Output: ', ' │'],
    ] as const) {
      const first = `${left}${secret.slice(0, cut)}${left.startsWith('│') ? ' │' : ''}`;
      const shown = shapeRedactor.rows([first, `${left.startsWith('│') ? '│ ' : ''}${secret.slice(cut)}${right}`]);
      expect(shown.join('\n')).toContain('[redacted:');
      for (const part of [secret.slice(0, cut), secret.slice(cut)])
        if (part.length >= 8) expect(shown.join('\n')).not.toContain(part);
    }
});

test('rows without secrets stay as they are', () => {
  const rows = ['│ a task-  │', '│ list of │', '', 'sk-', '1 Yes', 'eyJ', 'x.y'];
  expect(shapeRedactor.rows(rows)).toEqual(rows);
});

test.each([
  // Headers.
  [
    'curl -H "Authorization: Bearer abc.def-123456" https://x',
    'curl -H "Authorization: Bearer [redacted:authorization]" https://x',
  ],
  [
    "curl -H 'authorization: Basic dXNlcjpwYXNz' https://x",
    "curl -H 'authorization: Basic [redacted:authorization]' https://x",
  ],
  ['{"Authorization": "token 0a1b2c3d"}', '{"Authorization": "token [redacted:authorization]"}'],
  [
    'Proxy-Authorization: Digest username="u", response="0a"',
    'Proxy-Authorization: Digest [redacted:authorization]"u", response="0a"',
  ],
  ['sent with bearer abcdefgh12345678 today', 'sent with bearer [redacted:authorization] today'],
  ['x-api-key: abcdef0123456789', 'x-api-key: [redacted:value]'],
  ['Cookie: sid=abcdef; theme=dark', 'Cookie: [redacted:cookie]'],
  // Options.
  ['curl -s -u me:hunter22 https://x', 'curl -s -u me:[redacted:password] https://x'],
  ['mysql -phunter22 -u root', 'mysql -p[redacted:password] -u root'],
  ['sshpass -p hunter22 ssh x', 'sshpass -p [redacted:password] ssh x'],
  ['docker login -u me -p hunter22 x.io', 'docker login -u me -p [redacted:password] x.io'],
  ['redis-cli -h x -a hunter22 ping', 'redis-cli -h x -a [redacted:password] ping'],
  ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bP', 'aws_secret_access_key = [redacted:value]'],
  ['  MYSQL_ROOT_PASSWORD: hunter', '  MYSQL_ROOT_PASSWORD: [redacted:value]'],
  ['DB_PWD: "hunter22"', 'DB_PWD: "[redacted:value]"'],
  // Addresses.
  ['git clone https://me:hunter22@example.com/x.git', 'git clone https://me:[redacted:password]@example.com/x.git'],
  ['postgres://app:p%40ss@db:5432/app', 'postgres://app:[redacted:password]@db:5432/app'],
  ['postgres://app:p@ss@db/app', 'postgres://app:[redacted:password]@db/app'],
  ['redis://:hunter22@cache', 'redis://:[redacted:password]@cache'],
  ['https://0123456789abcdef0123@example.com/x.git', 'https://[redacted:password]@example.com/x.git'],
  ['https://example.com/?access_token=abc123&page=2', 'https://example.com/?access_token=[redacted:value]&page=2'],
  // Names.
  ['DB_PASSWORD=hunter22 npm start', 'DB_PASSWORD=[redacted:value] npm start'],
  ['export GITHUB_TOKEN="hunter22 and more"; ls', 'export GITHUB_TOKEN="[redacted:value]"; ls'],
  ["AWS_SECRET_ACCESS_KEY='wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'", "AWS_SECRET_ACCESS_KEY='[redacted:value]'"],
  ['AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'AWS_SECRET_ACCESS_KEY=[redacted:value]'],
  ['STRIPE_API_KEY=abc', 'STRIPE_API_KEY=[redacted:value]'],
  ['DB_PASS=hunter22', 'DB_PASS=[redacted:value]'],
  ['{"password": "hunter22", "user": "me"}', '{"password": "[redacted:value]", "user": "me"}'],
  ['{\\"clientSecret\\": \\"hunter22\\"}', '{\\"clientSecret\\": \\"[redacted:value]\\"}'],
  ["const apiKey = 'hunter22-very-long';", "const apiKey = '[redacted:value]';"],
  ['password: hunter22x', 'password: [redacted:value]'],
  ['mysql --password hunter22 -u me', 'mysql --password [redacted:value] -u me'],
  ['tool --api-key=hunter22 -v', 'tool --api-key=[redacted:value] -v'],
  ['//registry.example.com/:_authToken=hunter22', '//registry.example.com/:_authToken=[redacted:value]'],
])('%s', (text, expected) => {
  expect(redact(text)).toBe(expected);
});

test('a key block goes as a whole, also when its end is cut off', () => {
  const block = [
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    'b3BlbnNzaC1rZXktdjEAAAAA',
    'AAAA',
    '-----END OPENSSH PRIVATE KEY-----',
  ].join('\n');
  expect(redact(`a\n${block}\nb`)).toBe('a\n[redacted:pem]\nb');
  expect(redact(`a\n${block.slice(0, 60)}`)).toBe('a\n[redacted:pem]');
});

test.each([
  '11111111-2222-4333-8444-555555555555',
  'session=0a1b2c3d-2222-4333-8444-555555555555',
  'git show 2903202a5a2f2f8c9b7d2e7a0a3a5d6b8c1f0e9d',
  'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
  '/home/me/projects/token/password/index.ts',
  'src/auth/token.ts:12:3',
  'npm test -- --run tests/secret.test.ts',
  'npm_config_cache=/tmp/cache',
  'PWD=/srv/app OLDPWD=/srv npm test',
  'MAX_TOKENS=4096 node x.js',
  'function login(token: string, password: string): Token {',
  'if (token === undefined) return;',
  'const token = await readToken(file);',
  'password: process.env.PASSWORD,',
  'echo $GITHUB_TOKEN',
  'curl -H "Authorization: Bearer $TOKEN" https://x',
  'API_KEY=$OTHER_KEY npm start',
  'export TOKEN=$(cat file)',
  'password=<your password>',
  'git@github.com:owner/repo.git',
  'ssh://git@github.com/owner/repo.git',
  'http://localhost:3000/path@2x.png',
  'https://example.com/@scope/package',
  'the bearer authentication-mechanism-of-choice',
  'task-management-with-many-words-2024-edition-final',
  'pip install scikit-learn sk-learn-something-very-long-name',
  'base64: aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=',
  'Cookie: none',
  'tokens: 1234567890',
  'toolu_01A09q90qw90lq917835lq9',
  'author: me@example.com',
  'export PATH=$PATH:/usr/bin',
  'curl -u me https://x',
  'curl -u "$USER:$PASS" https://x',
  'mysql -p -u root',
  'mkdir -p src/deep && docker login',
  'docker run -p 8080:80 nginx',
  'interface Env { DB_PASSWORD: string; API_TOKEN: Secret }',
  'MYSQL_ROOT_PASSWORD: ${ROOT}',
  'the fig_leaf of r8_short and sbp_x',
  'grep -a x redis-cli.log',
  'git commit -m "rotate the token and the secret"',
])('nothing is redacted in: %s', (text) => {
  expect(redact(text)).toBe(text);
});

test('redacting twice is redacting once', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...secrets.map(([, secret]) => secret),
      'password=',
      'token: ',
      'Authorization: ',
      '"',
      '://',
      '@',
      ':',
      '=',
      ' ',
      '\n',
      '--secret ',
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const once = redact(pieces.join(''));
      expect(redact(once)).toBe(once);
    }),
    { numRuns: 2_000 },
  );
});

test('no token that stands alone between blanks survives', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(...secrets), fc.string(), (before, [, secret], after) => {
      expect(redact(`${before} ${secret} ${after}`)).not.toContain(secret);
    }),
  );
});

test('masking keeps length, line breaks and escape sequences', () => {
  const key = '-----BEGIN PRIVATE KEY-----\r\n\u001b[1mMIIEvQ\u001b[0m\r\n-----END PRIVATE KEY-----';
  const masked = mask(`a ${key} b`);
  expect(masked).toBe('a **********'.slice(0, 7) + masked.slice(7));
  expect(masked).toHaveLength(key.length + 4);
  expect(masked).toContain('\r\n\u001b[1m******\u001b[0m\r\n');
  expect(masked).not.toMatch(/MIIE|PRIVATE/);
  expect(mask('x TOKEN=hunter22 y')).toBe('x TOKEN=******** y');
});

test('inside a value every text is redacted, and what a name calls secret goes whole', () => {
  const [, token = ''] = secrets[0] ?? [];
  expect(
    redactJson({
      command: `echo ${token}`,
      list: [token, 1, null, true],
      apiKey: 'x',
      db: { password: 'short', port: 5432 },
      token: '',
      [token]: 1,
      key: '1',
    }),
  ).toEqual({
    command: 'echo [redacted:github]',
    list: ['[redacted:github]', 1, null, true],
    apiKey: '[redacted:value]',
    db: { password: '[redacted:value]', port: 5432 },
    token: '',
    '[redacted:github]': 1,
    key: '1',
  });
});

test('a long hostile text takes no long time', () => {
  for (const unit of [
    'a',
    'token',
    'password=',
    '://',
    'eyJ',
    '-----BEGIN ',
    'x: ',
    '"',
    '-',
    'bearer ',
    '://a:',
    'sk-',
    'curl -u ',
    'mysql -',
    'A_B',
    ' ',
  ]) {
    const text = unit.repeat(Math.floor(200_000 / unit.length));
    const begun = performance.now();
    redact(text);
    expect(performance.now() - begun, JSON.stringify(unit)).toBeLessThan(2_000);
  }
});
