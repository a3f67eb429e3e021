import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PccError } from '../../src/base/errors.ts';
import { ensureToken, homeOf, prepareHome, readToken } from '../../src/daemon/home.ts';
import { limits } from '../../src/limits.ts';

const root = process.getuid?.() === 0;
/** Any user that is not the one of the test. */
const stranger = 12_345;

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pcc-home-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

function homeIn(folder: string) {
  return homeOf({ PCC_HOME: folder });
}

/** The sentence of the expected error that an action ends with. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(PccError);
    expect(error).toHaveProperty('code', 'unsafe_environment');
    return error instanceof Error ? error.message : '';
  }
  throw new Error('it was not refused');
}

test('the home is the one that is named, or the usual one', () => {
  expect(homeOf({}).folder).toBe(join(homedir(), '.perpetualcc'));
  expect(homeOf({ PCC_HOME: '' }).folder).toBe(join(homedir(), '.perpetualcc'));
  expect(homeOf({ PCC_HOME: 'here' }).folder).toBe(join(process.cwd(), 'here'));
  expect(homeIn('/h').socketPath).toBe('/h/run/daemon.sock');
});

test('missing folders are made for their owner only, whatever the mask; a second time changes nothing', () => {
  const home = homeIn(join(temporaryFolder(), 'a', 'b'));
  const mask = process.umask(0);
  try {
    prepareHome(home);
    prepareHome(home);
  } finally {
    process.umask(mask);
  }
  expect(readdirSync(home.folder).sort()).toEqual(['logs', 'receipts', 'recordings', 'rules', 'run']);
  for (const name of ['', 'logs', 'run', 'recordings'])
    expect(statSync(join(home.folder, name)).mode & 0o777).toBe(0o700);
});

test.each(['', 'run', 'recordings'])('a folder that others may write to is refused: home/%s', (name) => {
  const home = homeIn(temporaryFolder());
  prepareHome(home);
  for (const mode of [0o720, 0o702, 0o777]) {
    chmodSync(join(home.folder, name), mode);
    const sentence = refusal(() => {
      prepareHome(home);
    });
    expect(sentence).toContain(`run \`chmod go-w '${join(home.folder, name)}'\``);
  }
  chmodSync(join(home.folder, name), 0o755);
  prepareHome(home);
});

test.runIf(root)('a home of another user is refused, and a link to one too', () => {
  const folder = temporaryFolder();
  const foreign = join(folder, 'foreign');
  mkdirSync(foreign, { mode: 0o700 });
  chownSync(foreign, stranger, stranger);
  symlinkSync(foreign, join(folder, 'link'));
  for (const name of ['foreign', 'link']) {
    const sentence = refusal(() => {
      prepareHome(homeIn(join(folder, name)));
    });
    expect(sentence).toBe(`'${join(folder, name)}' belongs to another user; set PCC_HOME to a folder of your own.`);
  }
  expect(readdirSync(foreign)).toEqual([]);
});

test('a link to a folder of ours is followed; a link to nothing is named', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'real'), { mode: 0o700 });
  symlinkSync(join(folder, 'real'), join(folder, 'link'));
  prepareHome(homeIn(join(folder, 'link')));
  expect(existsSync(join(folder, 'real', 'run'))).toBe(true);
  symlinkSync(join(folder, 'gone'), join(folder, 'broken'));
  expect(
    refusal(() => {
      prepareHome(homeIn(join(folder, 'broken')));
    }),
  ).toContain('is a link to nothing');
});

test('a file where the home, or a folder above it, should be is refused and not touched', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, 'mine');
  expect(
    refusal(() => {
      prepareHome(homeIn(file));
    }),
  ).toContain(`'${file}' is a file`);
  expect(
    refusal(() => {
      prepareHome(homeIn(join(file, 'home')));
    }),
  ).toContain(`A part of '${join(file, 'home')}' is a file`);
  expect(readFileSync(file, 'utf8')).toBe('mine');
});

test.skipIf(root)('a home in a folder that is closed to us is refused', () => {
  expect(
    refusal(() => {
      prepareHome(homeIn('/root/closed/home'));
    }),
  ).toContain("The folder '/root/closed/home' cannot be made");
});

test('a home whose sockets would have too long a path is refused before anything is made', () => {
  const folder = temporaryFolder();
  const room = limits.socketPathBytesMax - Buffer.byteLength(`${folder}//run/ptyhost.sock`);
  prepareHome(homeIn(join(folder, 'x'.repeat(room))));
  const long = join(folder, 'y'.repeat(room + 1));
  const sentence = refusal(() => {
    prepareHome(homeIn(long));
  });
  expect(sentence).toBe(
    `The home '${long}' has a path that is 1 bytes too long for a socket; set PCC_HOME to a folder with a shorter path.`,
  );
  expect(existsSync(long)).toBe(false);
  // Bytes count, not characters.
  expect(
    refusal(() => {
      prepareHome(homeIn(join(folder, 'é'.repeat(room - 1))));
    }),
  ).toContain('too long for a socket');
});

test('the token is made once, random, and for its owner only', () => {
  const home = homeIn(temporaryFolder());
  prepareHome(home);
  expect(readToken(home)).toBeUndefined();
  const token = ensureToken(home);
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  expect(ensureToken(home)).toBe(token);
  expect(readToken(home)).toBe(token);
  expect(statSync(home.tokenFile).mode & 0o777).toBe(0o600);
  expect(readdirSync(home.runFolder)).toEqual(['token']);
  const other = homeIn(temporaryFolder());
  prepareHome(other);
  expect(ensureToken(other)).not.toBe(token);
});

test('a token that others may read, a link, or something else is refused', () => {
  const home = homeIn(temporaryFolder());
  prepareHome(home);
  const token = ensureToken(home);
  chmodSync(home.tokenFile, 0o640);
  expect(refusal(() => readToken(home))).toContain(
    'can be read or written by others; stop the daemon, delete the file',
  );
  writeFileSync(home.tokenFile, 'short');
  chmodSync(home.tokenFile, 0o600);
  expect(refusal(() => ensureToken(home))).toContain('holds no token');
  rmSync(home.tokenFile);
  const elsewhere = join(temporaryFolder(), 'token');
  writeFileSync(elsewhere, token, { mode: 0o600 });
  symlinkSync(elsewhere, home.tokenFile);
  expect(refusal(() => ensureToken(home))).toContain('cannot be read');
  rmSync(home.tokenFile);
  mkdirSync(home.tokenFile, { mode: 0o700 });
  expect(refusal(() => readToken(home))).toContain('can be read or written by others');
});

test.runIf(root)('a token of another user is refused', () => {
  const home = homeIn(temporaryFolder());
  prepareHome(home);
  ensureToken(home);
  chownSync(home.tokenFile, stranger, stranger);
  expect(refusal(() => readToken(home))).toContain('can be read or written by others');
});
