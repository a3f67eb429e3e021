import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Params, Result } from '../../api/methods.ts';
import { pause } from '../../base/clock.ts';
import { sentenceOf } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import { ensureDaemon, withDaemon } from '../../face/connect.ts';
import { checkWords, familyLines } from '../format/check.ts';
import { hasTrueColour, layoutFor, wantsColour } from '../../face/text/ink.ts';
import { tableLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';
import { clientHome } from '../../face/home.ts';
import type { Io } from '../../face/io.ts';
import type { Given, VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { flag, printJson, value } from '../verb.ts';

/** `pcc doctor`: what can be told at once; with `--cli`, the check of the CLI. */
export const run: VerbRun = async (given, io) => (flag(given, 'cli') ? checkCli(given, io) : lookAround(given, io));

type Check = Result<'cli.check'>;

async function checkCli(given: Given, io: Io): Promise<number> {
  const asked = wanted(given, io);
  const check = await withDaemon(io, async (api) => {
    let now = await api.call('cli.check', { ...asked, begin: true });
    const { version } = now;
    if (!flag(given, 'json'))
      io.stderr.write(`claude ${version ?? 'says no version'} (${now.path}) is tried offline.\n`);
    for (let told = 0; now.running && version !== null; ) {
      if (!flag(given, 'json')) progress(now.families.slice(told), io);
      told = now.families.length;
      await pause(io.clock, limits.doctorPollMs);
      now = await api.call('cli.check', { ...asked, begin: false, version });
    }
    return now;
  });
  if (flag(given, 'json')) printJson(io, check);
  else print(check, io);
  return check.passed === true ? exit.done : exit.failed;
}

function progress(families: Check['families'], io: Io): void {
  for (const { family } of families) io.stderr.write(`  ${family} …\n`);
}

function print(check: Check, io: Io): void {
  const { path, version, passed, problem, tookMs, families } = check;
  for (const line of familyLines(families, layoutFor(io))) io.stdout.write(`${line}\n`);
  if (problem !== undefined) io.stdout.write(`It could not be carried through: ${oneLine(problem)}.\n`);
  const took = tookMs === undefined ? '' : ` after ${Math.round(tookMs / 1_000)} s`;
  const result = passed === true ? `passed its check${took}` : `did not pass its check${took}`;
  io.stdout.write(
    `claude ${version ?? 'of an unknown version'} (${oneLine(path)}) ${result}: ${checkWords[check.standing]}.\n`,
  );
}

function wanted(given: Given, io: Io): Pick<Params<'cli.check'>, 'claude' | 'env' | 'cwd'> {
  const named = value(given, 'claude') ?? io.env.PCC_CLAUDE;
  const env = Object.entries(io.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...(named ? { claude: named.includes('/') ? resolve(io.cwd, named) : named } : {}),
    env: Object.fromEntries(env),
    cwd: io.cwd,
  };
}

/** One thing that was looked at. */
interface Look {
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
}

async function lookAround(given: Given, io: Io): Promise<number> {
  const looks = [nodeLook(), homeLook(io), ...(await daemonLooks(given, io)), terminalLook(io)];
  if (flag(given, 'json')) printJson(io, { ok: looks.every(({ ok }) => ok), looks });
  else {
    const { ink, width } = layoutFor(io);
    const rows = looks.map(({ name, ok, text }) => [
      { text: ok ? '✓' : '✗', paint: (mark: string) => ink(ok ? 'green' : 'red', mark) },
      { text: name },
      { text: oneLine(text) },
    ]);
    for (const line of tableLines(rows, width)) io.stdout.write(`${line}\n`);
  }
  return looks.every(({ ok }) => ok) ? exit.done : exit.failed;
}

/** The oldest Node that the program is built for, see `engines` of its package. */
const oldestNode = [20, 19] as const;

function nodeLook(): Look {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  return {
    name: 'node',
    ok,
    text: ok ? process.version : `${process.version}; ${oldestNode.join('.')} or newer is needed`,
  };
}

function homeLook(io: Io): Look {
  const { folder } = clientHome(io);
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (!stat) return { name: 'home', ok: true, text: `${folder} (made when it is needed)` };
  const isOurs = stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o077) === 0;
  const text = isOurs
    ? folder
    : `${folder} must be a folder of yours with mode 0700; \`chmod 700\` it, or name another with PCC_HOME`;
  return { name: 'home', ok: isOurs, text };
}

async function daemonLooks(given: Given, io: Io): Promise<Look[]> {
  try {
    const api = await ensureDaemon(io);
    try {
      const { daemon, host, warnings } = await api.call('daemon.status', {});
      return [
        { name: 'daemon', ok: true, text: `pid ${daemon.pid}, version ${daemon.version}` },
        host.pid === null
          ? { name: 'pty host', ok: false, text: 'none runs; `pcc daemon restart` starts it' }
          : { name: 'pty host', ok: true, text: `pid ${host.pid}` },
        ...warnings.map((text) => ({ name: 'warning', ok: false, text })),
        await brainLook(() => api.call('brain.check', {})),
        await claudeLook(given, io, (params) => api.call('cli.check', params)),
      ];
    } finally {
      api.close();
    }
  } catch (error) {
    return [{ name: 'daemon', ok: false, text: sentenceOf(error) }];
  }
}

/** The brain of new sessions. */
async function brainLook(ask: () => Promise<Result<'brain.check'>>): Promise<Look> {
  try {
    const { brain, ok, text } = await ask();
    return { name: 'brain', ok, text: `${brain}: ${text}` };
  } catch (error) {
    return { name: 'brain', ok: false, text: sentenceOf(error) };
  }
}

async function claudeLook(given: Given, io: Io, ask: (params: Params<'cli.check'>) => Promise<Check>): Promise<Look> {
  try {
    const { path, version, standing } = await ask({ ...wanted(given, io), begin: false });
    const ok = version !== null && standing !== 'failed';
    return { name: 'claude', ok, text: `${version ?? 'says no version'}, ${checkWords[standing]} (${path})` };
  } catch (error) {
    return { name: 'claude', ok: false, text: sentenceOf(error) };
  }
}

function terminalLook(io: Io): Look {
  const { TERM: term, TMUX: tmux } = io.env;
  const colours = hasTrueColour(io) ? '24-bit colours' : wantsColour(io.stdout, io.env) ? 'colours' : 'no colours';
  const where = tmux ? ', inside tmux' : '';
  return { name: 'terminal', ok: true, text: `${term ?? 'TERM is not set'}, ${colours}${where}` };
}
