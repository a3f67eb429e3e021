import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { parseTranscriptLine } from '../../src/claude/transcript/line.ts';
import { WatchedScreen } from '../../src/daemon/watchedScreen.ts';
import { settleTimes } from '../../src/daemon/settle.ts';
import type { Reading } from '../../src/screen/reading.ts';
import type { Pty } from '../../src/terminal/nodePty.ts';
import { spawnPty } from '../../src/terminal/nodePty.ts';
import { buildFakeClaude } from './fake/build.ts';
import { journalOf } from './fake/journal.ts';
import { lastWordsOf, nothingToContinue } from './fake/plan.ts';

/** The fake CLI against the reader and the transcript that pcc looks at the real one with. */

const clock = systemClock();

/** One fake CLI in a terminal. */
class Desk {
  readonly folder: string;
  readonly sessionId = randomUUID();
  readonly program: string;
  pty: Pty;
  watched: WatchedScreen;
  exitCode: number | undefined;

  constructor() {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'pcc-fake-')));
    this.program = buildFakeClaude(this.folder);
    mkdirSync(join(this.folder, 'app'));
    [this.pty, this.watched] = this.start('--session-id', this.sessionId);
  }

  start(...args: readonly string[]): [Pty, WatchedScreen] {
    const pty = spawnPty(
      {
        file: this.program,
        args: [...args],
        cwd: join(this.folder, 'app'),
        env: { HOME: this.folder, TERM: 'xterm-256color' },
        cols: 100,
        rows: 30,
      },
      clock,
    );
    const watched = new WatchedScreen(clock, settleTimes(60, 300), { cols: 100, rows: 30, zone: 'UTC' });
    const decoder = new TextDecoder();
    pty.onData((bytes) => {
      watched.write(decoder.decode(bytes, { stream: true }));
    });
    pty.onExit(({ code }) => {
      if (this.pty === pty) this.exitCode = code;
    });
    this.exitCode = undefined;
    [this.pty, this.watched] = [pty, watched];
    return [pty, watched];
  }

  kill(): void {
    if (this.exitCode === undefined) process.kill(this.pty.pid, 'SIGKILL');
  }

  get transcript(): string {
    return readFileSync(
      join(this.folder, '.claude/projects', join(this.folder, 'app').replace(/\W|_/g, '-'), `${this.sessionId}.jsonl`),
      'utf8',
    );
  }

  get events(): string[] {
    return this.transcript
      .trim()
      .split('\n')
      .flatMap((line) => {
        const parsed = parseTranscriptLine(line, this.sessionId);
        return parsed.ok ? parsed.events : [];
      })
      .filter(({ type }) => type !== 'usage')
      .map((event) => ('text' in event ? `${event.type}: ${event.text}` : event.type));
  }

  type(data: string): void {
    this.pty.write(Buffer.from(data));
  }

  async send(text: string): Promise<void> {
    this.type(text);
    await this.until((reading) => reading.state === 'draft');
    this.type('\r');
  }

  async until(holds: (reading: Reading) => boolean): Promise<Reading> {
    const deadline = Date.now() + 5_000;
    for (;;) {
      const reading = this.watched.readNow();
      if (holds(reading)) return reading;
      if (Date.now() > deadline) throw new Error(`last: ${JSON.stringify(reading)}\n${this.picture()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  state(state: Reading['state']): Promise<Reading> {
    return this.until((reading) => reading.state === state);
  }

  picture(): string {
    return this.watched.screen
      .frame()
      .rows.map(({ text }) => text)
      .join('\n');
  }
}

describe('the fake CLI', () => {
  let desk: Desk;

  beforeAll(() => {
    desk = new Desk();
  });

  afterAll(() => {
    desk.kill();
    rmSync(desk.folder, { recursive: true, force: true });
  });

  it('says which version it plays, fast', () => {
    const begun = performance.now();
    const said = execFileSync(desk.program, ['--version'], { encoding: 'utf8' });
    expect(said).toBe('2.1.98 (Claude Code)\n');
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('plays a turn with a dialog as pcc reads it, and writes its transcript', async () => {
    await desk.state('idle');
    await desk.send('task 1 [work 400] [ask npm test] [work 50]');
    expect(await desk.state('busy')).toMatchObject({ activity: 'Pondering…' });
    expect(await desk.state('permission')).toMatchObject({
      tool: 'Bash',
      subject: 'npm test',
      truncated: false,
      options: [
        { key: '1', kind: 'yes-once', selected: true },
        { key: '2', kind: 'no' },
      ],
    });
    desk.type('1');
    await desk.state('idle');
    expect(desk.events).toEqual([
      'prompt: task 1 [work 400] [ask npm test] [work 50]',
      'call',
      'result',
      `turn-ended: ${lastWordsOf('task 1')}`,
    ]);
  });

  it('shows a long paste by its marker and sends all of it', async () => {
    const text = 'task 2 [work 20]\nwith\nmore\nlines\nthan are shown';
    desk.type(`\u001b[200~${text}\u001b[201~`);
    expect(await desk.state('draft')).toMatchObject({ text: '[Pasted text #1 +4 lines]' });
    desk.type('\r');
    await desk.state('idle');
    expect(desk.events).toContain(`prompt: ${text}`);
  });

  it('takes text and Enter in one write for a paste', async () => {
    desk.type('task 3 [work 20]\r');
    await desk.state('draft');
    desk.type('\u0003');
    await desk.state('idle');
    expect(desk.events).not.toContain('prompt: task 3 [work 20]');
  });

  it('reaches a limit, opens the menu, and goes on when it is told to', async () => {
    await desk.send(`task 4 [limit ${Date.now() + 60_000}] [work 20]`);
    const shown = await desk.until((reading) => reading.state === 'limit' && reading.options.length > 0);
    expect(shown).toMatchObject({
      kind: 'five_hour',
      resumesItself: false,
      options: [{ kind: 'other' }, { kind: 'costs-money' }],
    });
    const resetsAt = Date.parse(shown.state === 'limit' ? (shown.resetsAt ?? '') : '');
    expect(resetsAt - Date.now()).toBeLessThanOrEqual(61_000);
    desk.type('1');
    await desk.until((reading) => reading.state === 'limit' && reading.options.length === 0);
    await desk.send('continue');
    await desk.until((reading) => reading.state === 'idle');
    expect(desk.events.slice(-2)).toEqual(['prompt: continue', `turn-ended: ${lastWordsOf('task 4')}`]);
  });

  it('ends without a word where its plan says so, and goes on where it was cut off', async () => {
    await desk.send('task 5 [work 20] [crash 3] [ask npm test]');
    await desk.until(() => desk.exitCode !== undefined);
    expect(desk.exitCode).toBe(3);
    desk.start('--resume', desk.sessionId);
    await desk.state('idle');
    expect(desk.picture()).toContain('task 5');
    await desk.send('please go on');
    await desk.state('permission');
    desk.kill();
    await desk.until(() => desk.exitCode !== undefined);
    desk.start('--resume', desk.sessionId);
    await desk.state('idle');
    await desk.send('go on, please');
    await desk.state('permission');
    desk.type('\r');
    await desk.state('idle');
    await desk.send('and continue');
    await desk.until(() => desk.events.length > 0 && desk.events.at(-1) === `turn-ended: ${nothingToContinue}`);
    expect(desk.events.filter((event) => event === `turn-ended: ${lastWordsOf('task 5')}`)).toHaveLength(1);
    expect(journalOf(desk.folder).filter(({ what }) => what === 'key')).toHaveLength(3);
  });

  it('refuses to begin or to continue what it cannot', async () => {
    desk.kill();
    desk.start('--session-id', desk.sessionId);
    await desk.until(() => desk.exitCode !== undefined);
    expect(desk.exitCode).toBe(1);
    desk.start('--resume', randomUUID());
    await desk.until(() => desk.exitCode !== undefined);
    expect(desk.exitCode).toBe(1);
  });
});
