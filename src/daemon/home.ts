import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { PccError, sentenceOf, systemCode } from '../base/errors.ts';
import { limits } from '../limits.ts';

/** Where everything of one home is. Making one touches nothing; `prepareHome` does. */
export interface Home {
  /** Absolute path of the folder itself. */
  readonly folder: string;
  readonly configFile: string;
  /** While a file stands here pcc types nothing: see `KillSwitch`. */
  readonly stopFile: string;
  readonly rulesFolder: string;
  /** Folders of hooks, one for each event; made by whoever has some. */
  readonly hooksFolder: string;
  readonly databaseFile: string;
  readonly recordingsFolder: string;
  readonly receiptsFolder: string;
  readonly logsFolder: string;
  readonly runFolder: string;
  /** Lock of the daemon: see `takeLock`. */
  readonly lockFile: string;
  /** Unix socket of the daemon. */
  readonly socketPath: string;
  /** Unix socket of the pty host. */
  readonly hostSocketPath: string;
  /** File with what a client must show to the daemon. */
  readonly tokenFile: string;
}

/** The home that the environment names: `PCC_HOME`, or `~/.perpetualcc`. */
export function homeOf(env: Readonly<Record<string, string | undefined>>): Home {
  const wanted = env['PCC_HOME'] ?? '';
  const folder = wanted === '' ? join(homedir(), '.perpetualcc') : resolve(wanted);
  const runFolder = join(folder, 'run');
  return {
    folder,
    configFile: join(folder, 'config.toml'),
    stopFile: join(folder, 'STOP'),
    rulesFolder: join(folder, 'rules'),
    hooksFolder: join(folder, 'hooks'),
    databaseFile: join(folder, 'state.db'),
    recordingsFolder: join(folder, 'recordings'),
    receiptsFolder: join(folder, 'receipts'),
    logsFolder: join(folder, 'logs'),
    runFolder,
    lockFile: join(runFolder, 'lock.db'),
    socketPath: join(runFolder, 'daemon.sock'),
    hostSocketPath: join(runFolder, 'ptyhost.sock'),
    tokenFile: join(runFolder, 'token'),
  };
}

/**
 * Makes the folders of a home that are missing, each of mode 0700, and refuses one in which others could plant something.
 *
 * @throws PccError `unsafe_environment` with what to do.
 */
export function prepareHome(home: Home): void {
  checkSocketPaths(home);
  for (const folder of [
    home.folder,
    home.rulesFolder,
    home.recordingsFolder,
    home.receiptsFolder,
    home.logsFolder,
    home.runFolder,
  ]) {
    makeFolder(folder);
    checkFolder(folder);
  }
}

/**
 * The token of a home; made when there is none. Two processes that make it at the same time get the same one.
 *
 * @throws PccError `unsafe_environment` when the file is not ours alone, or holds no token.
 */
export function ensureToken(home: Home): string {
  const known = readToken(home);
  if (known !== undefined) return known;
  const temporary = `${home.tokenFile}.${randomBytes(6).toString('hex')}`;
  const file = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    writeSync(file, `${randomBytes(limits.tokenBytes).toString('hex')}\n`);
    fsyncSync(file);
    // A link appears whole, and never in the place of a token that others may have read already.
    linkSync(temporary, home.tokenFile);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  } finally {
    closeSync(file);
    rmSync(temporary, { force: true });
  }
  const token = readToken(home);
  if (token === undefined) throw unsafe(`The token '${home.tokenFile}' vanished while it was made; try again.`);
  return token;
}

/**
 * The token of a home; undefined when there is none, because no daemon was ever started there.
 *
 * @throws PccError `unsafe_environment` when the file is not ours alone, or holds no token.
 */
export function readToken(home: Home): string | undefined {
  let file: number;
  try {
    file = openSync(home.tokenFile, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unsafe(`The token '${home.tokenFile}' cannot be read (${sentenceOf(error)}); ${renewToken}`);
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile() || !isOurs(found) || (found.mode & 0o077) !== 0) {
      throw unsafe(`The token '${home.tokenFile}' can be read or written by others; ${renewToken}`);
    }
    const token = readFileSync(file, 'utf8').trim();
    if (!new RegExp(`^[0-9a-f]{${limits.tokenBytes * 2}}$`).test(token)) {
      throw unsafe(`The file '${home.tokenFile}' holds no token; ${renewToken}`);
    }
    return token;
  } finally {
    closeSync(file);
  }
}

const renewToken = 'stop the daemon, delete the file, and run pcc again to get a new one.';

/** Node 20 cuts a path that is too long without a word, and then listens somewhere else. */
function checkSocketPaths(home: Home): void {
  const longest = Math.max(Buffer.byteLength(home.socketPath), Buffer.byteLength(home.hostSocketPath));
  const over = longest - limits.socketPathBytesMax;
  if (over <= 0) return;
  throw unsafe(
    `The home '${home.folder}' has a path that is ${over} bytes too long for a socket; set PCC_HOME to a folder with a shorter path.`,
  );
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (systemCode(error) === 'ENOTDIR') throw unsafe(`A part of '${folder}' is a file; set PCC_HOME to a folder.`);
    // Something stands there already, be it a link to nothing: the check that follows names it.
    if (systemCode(error) !== 'EACCES' && lstatSync(folder, { throwIfNoEntry: false })) return;
    throw unsafe(`The folder '${folder}' cannot be made (${sentenceOf(error)}); set PCC_HOME to a folder of your own.`);
  }
}

/** A symbolic link is followed when both it and its target are ours. */
function checkFolder(folder: string): void {
  if (!isOurs(lstatSync(folder))) throw foreign(folder);
  let found: Stats;
  try {
    found = statSync(folder);
  } catch {
    throw unsafe(`'${folder}' is a link to nothing; remove it or set PCC_HOME to a folder.`);
  }
  if (!found.isDirectory()) throw unsafe(`'${folder}' is a file; move it away or set PCC_HOME to a folder.`);
  if (!isOurs(found)) throw foreign(folder);
  if ((found.mode & 0o022) !== 0) {
    throw unsafe(`Others may write to '${folder}'; run \`chmod go-w '${folder}'\` if its contents are yours.`);
  }
}

function foreign(folder: string): PccError {
  return unsafe(`'${folder}' belongs to another user; set PCC_HOME to a folder of your own.`);
}

function isOurs(found: Stats): boolean {
  return found.uid === process.getuid?.();
}

function unsafe(sentence: string): PccError {
  return new PccError('unsafe_environment', sentence);
}
