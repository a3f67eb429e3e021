import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { PccError, sentenceOf, systemCode } from '../../base/errors.ts';
import { hasTrueColour, wantsColour } from '../../face/text/ink.ts';
import { clientHome } from '../../face/home.ts';
import type { Io, Playback, ReplayRequest } from '../../face/io.ts';
import { clampedSpeed } from '../../face/player.ts';
import { momentAt } from '../replay/panel.ts';
import { pictureOf } from '../replay/picture.ts';
import { paintLine } from '../../terminal/painter.ts';
import type { Given, VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { flag, printJson, value } from '../verb.ts';

/** `pcc replay FILE…`: recordings read as a live session would, as JSON lines or with their screens. */
export const run: VerbRun = async (given, io) => {
  const { at, shows } = modeOf(given);
  for (const file of given.args) checkFile(file, io.cwd);
  if (shows) {
    if (io.terminal && io.env.TERM !== 'dumb') return inTerminal(given, io);
    await eachPlayback(given, io, (playback, file) => printAll(io, playback, file));
    return exit.done;
  }
  if (at === undefined) await printChanges(given, io);
  else await eachPlayback(given, io, (playback, file) => printMoment(given, io, { playback, file, atS: at }));
  return exit.done;
};

/** At which second a recording is to be shown, or whether all of it with its screens, and how fast. @throws PccError `usage` for what does not go together. */
export function modeOf(given: Given): {
  readonly at: number | undefined;
  readonly shows: boolean;
  readonly speed: number;
} {
  const [step, watch] = [flag(given, 'step'), flag(given, 'watch')];
  const [at, speed] = [numberOf(given, 'at'), numberOf(given, 'speed')];
  if ([step, watch, at !== undefined].filter(Boolean).length > 1)
    throw new PccError('usage', 'Give one of --at, --step and --watch.');
  if ((step || watch) && flag(given, 'json'))
    throw new PccError('usage', '--json prints for programs, --step and --watch show to people; give one of them.');
  if (speed !== undefined && !watch && !step) throw new PccError('usage', '--speed belongs to --watch.');
  if (speed === 0) throw new PccError('usage', "--speed takes a number above 0, such as 2 or 0.5, not '0'.");
  return { at, shows: step || watch, speed: clampedSpeed(speed ?? 1) };
}

function numberOf(given: Given, name: string): number | undefined {
  const text = value(given, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}(?:\.\d{1,9})?$/.test(text))
    throw new PccError('usage', `--${name} takes a number such as 12 or 0.5, not '${text}'.`);
  return Number(text);
}

function checkFile(file: string, cwd: string): void {
  const path = resolve(cwd, file);
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
    accessSync(path, constants.R_OK);
  } catch (error) {
    const why =
      systemCode(error) === 'ENOENT' ? 'does not exist' : `cannot be read (${systemCode(error) ?? sentenceOf(error)})`;
    throw new PccError('invalid_input', `'${file}' ${why}; give asciicast recordings.`);
  }
  if (isFolder) throw new PccError('invalid_input', `'${file}' is a folder; give asciicast recordings.`);
}

/** How the engine is to read. */
export function requestOf(given: Given, io: Io): ReplayRequest {
  return { decide: flag(given, 'decide'), home: clientHome(io).folder };
}

/** The view takes the terminal in a child that is looked after. */
async function inTerminal(given: Given, io: Io): Promise<number> {
  if (!io.terminal) return exit.failed;
  const { runGuarded } = await import('../../face/terminal/guard.ts');
  const speed = value(given, 'speed');
  const options = [
    flag(given, 'watch') ? ['--watch'] : ['--step'],
    flag(given, 'decide') ? ['--decide'] : [],
    speed === undefined ? [] : ['--speed', speed],
  ];
  const end = await runGuarded(io, ['__replay', ...options.flat(), '--', ...given.args]);
  if (typeof end === 'number') return end;
  throw new PccError('failed', `The view was ended by ${end}.`);
}

async function printChanges(given: Given, io: Io): Promise<void> {
  const engine = await io.engines.replay();
  for (const file of given.args) {
    const lines = engine.replayFile(resolve(io.cwd, file), requestOf(given, io));
    for await (const line of lines) printJson(io, { ...line, file });
  }
}

async function eachPlayback(given: Given, io: Io, print: (playback: Playback, file: string) => void): Promise<void> {
  const engine = await io.engines.replay();
  for (const file of given.args) {
    const playback = await engine.openPlayback(resolve(io.cwd, file), requestOf(given, io));
    for (const { line, why } of playback.damaged) io.stderr.write(`${file}:${line}: passed over, ${why}.\n`);
    try {
      print(playback, file);
    } finally {
      playback.dispose();
    }
  }
}

/** Without a terminal there is nobody to press keys: each reading is told with its screen, one after the other. */
function printAll(io: Io, playback: Playback, file: string): void {
  for (const { t } of playback.changes) printScreen(io, { playback, file, atS: t });
}

interface At {
  readonly playback: Playback;
  readonly file: string;
  readonly atS: number;
}

function printMoment(given: Given, io: Io, at: At): void {
  if (!flag(given, 'json')) {
    printScreen(io, at);
    return;
  }
  const { reading, decision } = momentAt(at.playback, at.file, at.atS).change;
  printJson(io, { file: at.file, t: at.atS, ...reading });
  if (decision) printJson(io, { file: at.file, t: at.atS, decision });
}

function printScreen(io: Io, { playback, file, atS }: At): void {
  const { isTTY, columns } = io.stdout;
  const cols = isTTY === true ? Math.max(40, columns ?? 80) : pipeCols;
  const { rows } = pictureOf(momentAt(playback, file, atS), { cols, rows: Infinity }, '');
  const coloured = wantsColour(io.stdout, io.env);
  const trueColour = hasTrueColour(io);
  for (const row of rows) io.stdout.write(`${coloured ? paintLine(row, cols, { trueColour }) : row.text}\n`);
  io.stdout.write('\n');
}

/** A file or a pipe is cut nowhere: room for the widest terminal that recordings come from, and the panel. */
const pipeCols = 300;
