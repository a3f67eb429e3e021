import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { momentAt, panelLines } from '../../src/cli/replay/panel.ts';
import { pictureOf, withoutColours } from '../../src/cli/replay/picture.ts';
import * as engine from '../../src/daemon/replay.ts';
import type { Playback } from '../../src/daemon/replay/playback.ts';
import { formatEvent, formatHeader } from '../../src/terminal/asciicast.ts';
import { castOf, labelOf, recording } from '../screen/recordings.ts';
import type { Ran } from './testIo.ts';
import { ran } from './testIo.ts';
import { Tmux } from './tmux.ts';

/** `pcc replay` for people: the real engine on recordings of the real CLI. */

const program = join(import.meta.dirname, '../../src/main.ts');
const [narrow, question] = [castOf('2.1.329', 'bash-rm-rf-80x24'), castOf('2.1.329', 'question-one-120x40')];
const dialogS = labelOf(recording('2.1.329', 'bash-rm-rf-80x24'), 'permission').t;

let folder = '';
const opened: Playback[] = [];
const terminals: Tmux[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcc-replay-view-'));
});
afterEach(() => {
  for (const playback of opened.splice(0)) playback.dispose();
  for (const terminal of terminals.splice(0)) terminal.dispose();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function open(file: string): Promise<Playback> {
  const playback = await engine.openPlayback(file, { decide: true });
  opened.push(playback);
  return playback;
}

function pcc(columns: number | undefined, env: Record<string, string>, ...argv: string[]): Promise<Ran> {
  const size = columns === undefined ? {} : { columns };
  return ran({ home: folder, env, ...size, engines: { replay: () => Promise.resolve(engine) } }, 'replay', ...argv);
}

describe('a playback', () => {
  it('has the readings of the replay, and the screen at any moment in any order', async () => {
    const playback = await open(narrow);
    const lines: { t: number; state?: string }[] = [];
    for await (const line of engine.replayFile(narrow, { decide: false })) lines.push(line as { t: number });
    expect(playback.changes.map(({ t, reading }) => ({ t, state: reading.state }))).toMatchObject(
      lines.map(({ t, state }) => ({ t, state })),
    );
    const textAt = (atS: number): string =>
      playback
        .frameAt(atS)
        .rows.map(({ text }) => text)
        .join('\n');
    const [late, early, again] = [textAt(dialogS), textAt(0), textAt(dialogS)];
    expect(late).toContain('rm -rf build');
    expect(early.trim()).toBe('');
    expect(again).toBe(late);
  });

  it('knows when something changes next, and its end', async () => {
    const playback = await open(narrow);
    let atS = 0;
    let steps = 0;
    for (let next = playback.nextAfter(atS); next !== undefined; next = playback.nextAfter(atS)) {
      expect(next).toBeGreaterThan(atS);
      atS = next;
      steps++;
    }
    expect(steps).toBeGreaterThan(20);
    expect(playback.lengthS).toBeGreaterThanOrEqual(atS);
    expect(playback.nextAfter(playback.lengthS)).toBeUndefined();
  });
});

describe('a picture', () => {
  it('marks the rows that the reading rests on, and tells every field, its options and the decision', async () => {
    const moment = momentAt(await open(narrow), 'a.cast', dialogS);
    const { rows } = pictureOf(moment, { cols: 160, rows: 40 }, 'status');
    const { top, bottom } = moment.change.reading.evidence;
    rows.slice(0, 24).forEach((row, y) => {
      expect(row.text.startsWith('▌')).toBe(y >= top && y <= bottom);
    });
    const panel = rows.map((row) => row.text.slice(row.text.indexOf('│', 80) + 2)).join('\n');
    for (const part of [
      '? permission',
      'Bash',
      'rm -rf build',
      '❯ 1. Yes (yes-once)',
      'escalate · HIGH',
      'truncated no',
    ])
      expect(panel).toContain(part);
    expect(rows.length).toBe(40);
    expect(rows.at(-1)?.text).toBe('status');
  });

  it('puts the reading under a screen that leaves no room beside it, and shows the rows it rests on', async () => {
    const moment = momentAt(
      await open(question),
      'a.cast',
      labelOf(recording('2.1.329', 'question-one-120x40'), 'question').t,
    );
    const { rows } = pictureOf(moment, { cols: 100, rows: 30 }, '');
    expect(rows.length).toBe(30);
    const rule = rows.findIndex((row) => /^─{100}$/.test(row.text));
    expect(rule).toBeGreaterThanOrEqual(8);
    expect(rows.slice(0, rule).some((row) => row.text.startsWith('▌'))).toBe(true);
    expect(rows.slice(rule).some((row) => row.text.includes('? question'))).toBe(true);
  });

  it.each([20, 41, 79, 80, 119, 120, 200])('fits %i columns and any number of rows', async (cols) => {
    const moment = momentAt(await open(question), 'a.cast', 5);
    for (const rows of [1, 5, 12, 24, 60]) {
      const picture = pictureOf(moment, { cols, rows }, 'keys');
      expect(picture.rows.length).toBe(rows);
      for (const row of picture.rows) expect(row.columns?.at(-1) ?? 0).toBeLessThanOrEqual(cols);
    }
  });

  it('says what it says without colours too', async () => {
    const moment = momentAt(await open(narrow), 'a.cast', dialogS);
    const frame = withoutColours(pictureOf(moment, { cols: 160, rows: 40 }, ''));
    const styles = frame.rows.flatMap((row) => row.spans.map(({ style }) => [style.fg, style.bg]));
    expect(styles.length).toBeGreaterThan(0);
    expect(styles.flat().every((colour) => colour === -1)).toBe(true);
  });

  it('lets no control character of a recording through', async () => {
    const file = join(folder, 'evil\u001b[31m.cast');
    writeFileSync(
      file,
      formatHeader({ version: 2, width: 40, height: 10 }) + formatEvent({ atS: 1, code: 'o', data: 'x' }),
    );
    const moment = momentAt(await open(file), 'evil\u001b]0;a\u0007', 1);
    for (const { text } of panelLines(moment, 40)) expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });
});

describe('without a terminal', () => {
  it('--at prints the screen and its reading as plain text', async () => {
    const { out, status } = await pcc(undefined, {}, '--at', String(dialogS), narrow);
    expect(status).toBe(0);
    expect(out).not.toContain('\u001b');
    expect(out).toContain('? permission');
    expect(out).toMatch(/^▌ .*rm -rf build/m);
  });

  it('--at takes several files and moments behind their end', async () => {
    const { out } = await pcc(undefined, {}, '--at', '9999', narrow, question);
    expect(out).toContain('bash-rm-rf-80x24');
    expect(out).toContain('question-one-120x40');
  });

  it('--at --json prints the reading of that moment, and the decision when asked', async () => {
    const { out } = await pcc(undefined, {}, '--json', '--decide', '--at', String(dialogS), narrow);
    const [reading, decision] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(reading).toMatchObject({ file: narrow, t: dialogS, state: 'permission', subject: 'rm -rf build' });
    expect(decision).toMatchObject({ file: narrow, decision: { action: 'escalate', risk: 'HIGH' } });
  });

  it.each(['--step', '--watch'])('%s tells every reading with its screen', async (mode) => {
    const { out, status } = await pcc(undefined, {}, mode, narrow);
    expect(status).toBe(0);
    for (const text of ['… starting', '○ idle', '✎ draft', '● busy', '? permission']) expect(out).toContain(text);
  });

  it('names damaged lines by file and line, and goes on', async () => {
    const file = join(folder, 'damaged.cast');
    const header = formatHeader({ version: 2, width: 40, height: 10 });
    writeFileSync(file, `${header}nonsense\n${formatEvent({ atS: 1, code: 'o', data: 'hello' })}`);
    const { out, err, status } = await pcc(undefined, {}, '--at', '1', file);
    expect(status).toBe(0);
    expect(err).toBe(`${file}:2: passed over, it is no event of the form [seconds, code, data].\n`);
    expect(out).toContain('hello');
  });

  it('says in one sentence what is no recording', async () => {
    const file = join(folder, 'letter.txt');
    writeFileSync(file, 'Dear Sir,\n');
    for (const mode of [['--at', '1'], ['--step'], ['--json']]) {
      const { out, err, status } = await pcc(undefined, {}, ...mode, file);
      expect({ out, status }).toEqual({ out: '', status: 2 });
      expect(err).toBe(`pcc: '${file}' is no recording: line 1 is no asciicast header.\n`);
    }
  });
});

describe('on a terminal that is only printed to', () => {
  it('--at uses colours, unless they are not wanted', async () => {
    const coloured = await pcc(160, {}, '--at', String(dialogS), narrow);
    expect(coloured.out).toContain('\u001b[0;1;33m');
    const plain = await pcc(160, { NO_COLOR: '1' }, '--at', String(dialogS), narrow);
    expect(plain.out).not.toContain('\u001b');
  });
});

describe('in a real terminal', () => {
  function run(args: string, cols = 140, rows = 30, environment = ''): Tmux {
    const tmux = new Tmux(cols, rows);
    terminals.push(tmux);
    const command = `${environment} PCC_HOME=${folder} ${process.execPath} --import tsx ${program} replay ${args}`;
    tmux.type(`clear; stty -g > ${folder}/before; ${command}; echo "status=$?"; stty -g > ${folder}/after`);
    tmux.keys('Enter');
    return tmux;
  }

  async function expectRestored(tmux: Tmux, status: number): Promise<void> {
    await tmux.until((screen) => screen.includes(`status=${status}`), `exit status ${status}`);
    await tmux.until(() => sameSettings(), 'the line settings of before');
    expect(tmux.ask('#{alternate_on} #{cursor_flag}')).toBe('0 1');
  }

  function sameSettings(): boolean {
    const same = execFileSync('sh', ['-c', `cmp -s ${folder}/before ${folder}/after; echo $?`], { encoding: 'utf8' });
    return same.trim() === '0' && readFileSync(`${folder}/after`, 'utf8') !== '';
  }

  it('--step goes from reading to reading and back, seeks, and gives the terminal back', {
    timeout: 60_000,
  }, async () => {
    const tmux = run(`--step --decide ${narrow}`);
    await tmux.until((screen) => screen.includes('… starting'), 'the first reading', 30_000);
    for (const state of ['○ idle', '✎ draft', '● busy', '? permission']) {
      tmux.type('n');
      await tmux.until((screen) => screen.includes(state), state);
    }
    const dialog = tmux.screen();
    expect(dialog).toContain('escalate · HIGH');
    expect(dialog).toMatch(/^▌.*rm -rf build/m);
    tmux.keys('Left');
    await tmux.until((screen) => screen.includes('● busy'), 'the reading before');
    tmux.type('G');
    await tmux.until((screen) => screen.includes('reading 6 of 6'), 'the last reading');
    tmux.type('s');
    await tmux.until((screen) => screen.includes('go to second:'), 'the question for a second');
    tmux.type('0');
    tmux.keys('Enter');
    await tmux.until((screen) => screen.includes('… starting'), 'the beginning');
    tmux.type('?');
    await tmux.until((screen) => screen.includes('s seek'), 'the help');
    tmux.resize(90, 40);
    await tmux.until((screen) => /^─{90}$/m.test(screen), 'the reading under the screen');
    tmux.type('q');
    await expectRestored(tmux, 0);
  });

  it('--step goes on to the next file and back to the end of the one before', { timeout: 60_000 }, async () => {
    const tmux = run(`--step ${narrow} ${castOf('2.0.20', 'start-80x24')}`);
    await tmux.until((screen) => screen.includes('file 1 of 2'), 'the first file', 30_000);
    tmux.type('Gn');
    await tmux.until((screen) => screen.includes('file 2 of 2'), 'the second file');
    tmux.type('p');
    await tmux.until(
      (screen) => screen.includes('file 1 of 2') && screen.includes('reading 6 of 6'),
      'the first again',
    );
    tmux.keys('C-c');
    await expectRestored(tmux, 0);
  });

  it('--watch plays to the end and stays there', { timeout: 60_000 }, async () => {
    const tmux = run(`--watch --speed 10 ${narrow}`);
    await tmux.until((screen) => screen.includes('▶ 10×'), 'the play', 30_000);
    await tmux.until((screen) => screen.includes('reading 6 of 6') && screen.includes('‖'), 'the end', 30_000);
    tmux.type('q');
    await expectRestored(tmux, 0);
  });

  it.each(['TERM', 'KILL'])(
    'a view that is ended by %s gives the terminal back',
    { timeout: 60_000 },
    async (signal) => {
      const tmux = run(`--step ${narrow}`);
      await tmux.until((screen) => screen.includes('… starting'), 'the first reading', 30_000);
      const pids = execFileSync('pgrep', ['-f', `__replay --step -- ${narrow}`], { encoding: 'utf8' })
        .trim()
        .split('\n');
      for (const pid of pids) process.kill(Number(pid), `SIG${signal}`);
      await expectRestored(tmux, signal === 'TERM' ? 143 : 1);
    },
  );

  it('shows no colours where they are not wanted', { timeout: 60_000 }, async () => {
    const tmux = run(`--step ${narrow}`, 140, 30, 'NO_COLOR=1');
    await tmux.until((screen) => screen.includes('… starting'), 'the first reading', 30_000);
    tmux.type('nnnn');
    await tmux.until((screen) => screen.includes('? permission'), 'the dialog');
    expect(tmux.styledScreen()).not.toMatch(/\u001b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7])(?:;|m)/);
    tmux.type('q');
    await expectRestored(tmux, 0);
  });
});
