import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { replayFile } from '../../src/daemon/replay.ts';
import { formatEvent, formatHeader } from '../../src/terminal/asciicast.ts';
import type { CastEvent, CastHeader } from '../../src/terminal/asciicast.ts';
import { readUnpacked } from '../../src/terminal/recording/packed.ts';
import { castOf, labelOf, recording, versions } from '../screen/recordings.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pcc-replay-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function play(file: string, decide = false): Promise<JsonObject[]> {
  const lines: JsonObject[] = [];
  for await (const line of replayFile(file, { decide })) lines.push(line as JsonObject);
  return lines;
}

function written(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function castText(header: CastHeader, events: readonly CastEvent[]): string {
  return formatHeader(header) + events.map(formatEvent).join('');
}

function statesOf(lines: readonly JsonObject[]): unknown[] {
  return lines.map((line) => line.state);
}

describe('a replay', () => {
  it('tells each change of the reading with its file and moment', async () => {
    const file = castOf('2.1.329', 'bash-rm-rf-80x24');
    const lines = await play(file);
    expect(statesOf(lines)).toEqual(['starting', 'idle', 'draft', 'busy', 'permission', 'idle']);
    expect(lines.every((line) => line.file === file)).toBe(true);
    const moments = lines.map((line) => Number(line.t));
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
  });

  it('reads a packed recording as the plain one', async () => {
    const file = castOf('2.0.20', 'write-src-80x24');
    const plain = written('plain.cast', readUnpacked(file));
    const strip = (lines: JsonObject[]): object[] => lines.map((line) => ({ ...line, file: '' }));
    expect(strip(await play(file))).toEqual(strip(await play(plain)));
  });

  it('names a size that is none and a zone that nobody knows', async () => {
    const header = JSON.stringify({ version: 2, width: 80, height: 24, env: { TZ: 'Nowhere/City' } });
    const file = written('sizes.cast', [header, '[0.1, "o", "x"]', '[0.2, "r", "wide"]', '[0.3, "o", "y"]'].join('\n'));
    const lines: object[] = [];
    for await (const line of replayFile(file, { decide: false })) lines.push(line);
    expect(lines.filter((line) => 'damaged' in line)).toMatchObject([
      { line: 1, damaged: "its header names the unknown time zone 'Nowhere/City'" },
      { line: 3, damaged: 'its size is not of the form 80x24' },
    ]);
  });

  it('names damaged lines and goes on', async () => {
    const [header = '', first = '', ...rest] = readUnpacked(castOf('2.1.329', 'start-80x24')).split('\n');
    const file = written('damaged.cast', [header, first, '[1.0, "o"', 'nonsense', ...rest].join('\n'));
    const lines = await play(file);
    expect(lines.filter((line) => 'damaged' in line)).toMatchObject([
      { file, line: 3 },
      { file, line: 4 },
    ]);
    expect(lines.at(-1)).toMatchObject({ state: 'idle' });
  });

  it('names a packed recording that breaks off', async () => {
    const packed = readFileSync(castOf('2.1.329', 'bash-rm-rf-80x24'));
    const file = written('cut.cast.gz', packed.subarray(0, packed.length - 100));
    const lines = await play(file);
    expect(lines.some((line) => 'damaged' in line)).toBe(true);
    expect(statesOf(lines)).toContain('idle');
  });

  it.each([
    ['empty', ''],
    ['of another kind', '{"version":3}\n'],
    ['no JSON', 'hello\n'],
  ])('refuses a file that is %s by its name', async (name, text) => {
    const file = written(`${name}.cast`, text);
    await expect(play(file)).rejects.toThrow(file);
  });

  it('refuses a file that is not there', async () => {
    await expect(play(join(folder, 'missing.cast'))).rejects.toThrow('missing.cast');
  });

  it('reads the last picture also where the recording just stops', async () => {
    const from = recording('2.1.329', 'bash-rm-rf-80x24');
    const { t } = labelOf(from, 'permission');
    const kept = from.events.filter((event) => event.code === 'o' && event.atS <= t);
    const lines = await play(written('stops.cast', castText(from.header, kept)));
    expect(lines.at(-1)).toMatchObject({ state: 'permission', subject: 'rm -rf build' });
  });

  it('tells the end of the child, by either way to note it, and nothing after', async () => {
    const from = recording('2.1.329', 'start-80x24');
    const lastS = from.events.at(-1)?.atS ?? 0;
    for (const [code, data] of [
      ['m', 'exit:7'],
      ['x', '7'],
    ] as const) {
      const events = [...from.events, { atS: lastS + 1, code, data }, { atS: lastS + 2, code: 'o', data: '\u001b[2J' }];
      const lines = await play(written(`ended-${code}.cast`, castText(from.header, events)));
      expect(lines.at(-1)).toMatchObject({ state: 'exited', code: 7 });
    }
  });

  it('follows changes of size', async () => {
    const from = recording('2.1.329', 'resized-80x24');
    expect(from.events.some((event) => event.code === 'r')).toBe(true);
    const lines = await play(from.path);
    for (const label of from.labels) {
      expect(lines.findLast((line) => Number(line.t) <= label.t)?.state).toBe(label.state);
    }
    const broken = from.events.map((event) => (event.code === 'r' ? { ...event, data: 'wide' } : event));
    await expect(play(written('sizes.cast', castText(from.header, broken)))).resolves.toBeDefined();
  });

  it('takes recordings of other programs: no own fields, a foreign environment, unknown events', async () => {
    const from = recording('2.0.20', 'edit-80x24');
    const header = { version: 2, width: 80, height: 24, env: { SHELL: '/bin/zsh', TERM: 'xterm-256color' } } as const;
    const events = [
      { atS: 0.1, code: 'z', data: 'unknown' },
      ...from.events.filter((event) => event.code === 'o' || event.code === 'i'),
    ];
    const lines = await play(written('foreign.cast', castText(header, events)));
    expect(statesOf(lines)).toContain('permission');
  });

  it('tells times in the zone of the recording, from its own date', async () => {
    const from = recording('2.0.20', 'limit-five-hour-80x24');
    const inZone = async (zone: string): Promise<unknown> => {
      const header = { ...from.header, timestamp: Date.UTC(2026, 0, 15, 12) / 1_000, env: { TZ: zone } };
      const lines = await play(written('zone.cast', castText(header, from.events)));
      return lines.find((line) => line.state === 'limit')?.resetsAt;
    };
    const [utc, tokyo] = [await inZone('UTC'), await inZone('Asia/Tokyo')];
    expect(utc).toMatch(/^2026-01-1[56]T/);
    expect((Date.parse(String(utc)) - Date.parse(String(tokyo)) + 86_400_000) % 86_400_000).toBe(9 * 3_600_000);
  });
});

interface Decision {
  readonly action: string;
  readonly risk: string;
  readonly keys: string;
  readonly reasons: readonly string[];
}

async function decisionsOn(file: string): Promise<Decision[]> {
  return (await play(file, true)).flatMap((line) => ('decision' in line ? [line.decision as unknown as Decision] : []));
}

describe('decisions', () => {
  it.each(
    versions.flatMap((version) =>
      ['bash-simple-80x24', 'write-src-80x24', 'edit-80x24'].map((name) => [version, name] as const),
    ),
  )('%s %s is approved by the one-time yes', async (version, name) => {
    const decisions = await decisionsOn(castOf(version, name));
    expect(decisions.at(-1)).toMatchObject({ action: 'approve', risk: 'LOW', keys: '1' });
    // Until it has read its file, a dialog may show an ellipsis in place of the change.
    expect(decisions.slice(0, -1).filter(({ keys }) => keys !== '')).toEqual([]);
  });

  it.each(
    versions.flatMap((version) => ['bash-rm-rf-80x24', 'bash-chain-80x24'].map((name) => [version, name] as const)),
  )('%s %s is for a person', async (version, name) => {
    const decisions = await decisionsOn(castOf(version, name));
    expect(decisions).toMatchObject([{ action: 'escalate', risk: 'HIGH', keys: '' }]);
    expect(decisions[0]?.reasons.length).toBeGreaterThan(0);
  });

  it.each(
    versions.flatMap((version) =>
      [
        'quoted-dialog-80x24',
        'quoted-box-80x24',
        'quoted-bare-80x24',
        'pasted-dialog-80x24',
        'quoted-limit-80x24',
        'quoted-spinner-80x24',
      ].map((name) => [version, name] as const),
    ),
  )('%s %s asks for none', async (version, name) => {
    expect(await decisionsOn(castOf(version, name))).toEqual([]);
  });

  it.each(versions)('%s: a command taller than the screen is judged whole, and not approved', async (version) => {
    const [decision] = await decisionsOn(castOf(version, 'bash-huge-80x24'));
    expect(decision).toMatchObject({ keys: '' });
    expect(decision?.action).not.toBe('approve');
  });

  it('are made once for a dialog, and anew for the next', async () => {
    expect(await decisionsOn(castOf('2.1.329', 'several-in-turn-80x24'))).toHaveLength(2);
  });

  it('leave the trust dialog and questions to a person', async () => {
    for (const name of ['trust-accepted-80x24', 'question-one-120x40', 'menu-model-80x24']) {
      const decisions = await decisionsOn(castOf('2.1.329', name));
      expect(decisions.map(({ action, keys }) => [action, keys])).toEqual([['escalate', '']]);
    }
  });

  it('approve nothing that the transcript does not hold', async () => {
    for (const name of ['bash-simple-80x24', 'write-src-80x24']) {
      const bare = join(folder, `${name}.cast.gz`);
      cpSync(castOf('2.1.329', name), bare);
      writeFileSync(join(folder, `${name}.transcript.jsonl`), '');
      expect(await decisionsOn(bare)).toMatchObject([{ action: 'escalate', risk: 'HIGH', keys: '' }]);
    }
  });

  it('say so when there is no transcript at all', async () => {
    const bare = join(folder, 'alone.cast.gz');
    cpSync(castOf('2.1.329', 'bash-rm-rf-80x24'), bare);
    const [decision] = await decisionsOn(bare);
    expect(decision).toMatchObject({ action: 'escalate', risk: 'HIGH' });
    expect(decision?.reasons.at(-1)).toContain('the recording has no transcript beside it');
  });
});
