import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forbiddenIn } from '../../../scripts/recorder/redaction.ts';
import { present } from '../../../src/base/assert.ts';
import type { Json } from '../../../src/base/json.ts';
import { canonicalJson, isObject, parseJson } from '../../../src/base/json.ts';
import type { Size, TimedLabel } from '../../../src/claude/lab/scenario.ts';
import type { CastEvent, CastHeader } from '../../../src/terminal/asciicast.ts';
import { parseEvent, parseHeader, parseSize } from '../../../src/terminal/asciicast.ts';
import { limits } from '../../../src/limits.ts';
import { HeadlessScreen } from '../../../src/terminal/headlessScreen.ts';
import { fileBeside, readUnpacked } from '../../../src/terminal/recording/packed.ts';
import { fixtures, versions } from '../../screen/recordings.ts';

interface Sidecar {
  readonly version: string;
  readonly scenario: string;
  readonly family: string;
  readonly size: Size;
  readonly date: string;
  readonly recipe: string;
  readonly labels: readonly TimedLabel[];
}

interface Fixture {
  readonly base: string;
  readonly header: CastHeader;
  readonly events: readonly CastEvent[];
  readonly sidecar: Sidecar;
}

function castsIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => castEnding.test(name));
  return names.map((name) => join(folder, name.replace(castEnding, '')));
}

const castEnding = /\.cast(?:\.gz)?$/;

/** A file of a recording as text, plain or packed; undefined where there is none. */
function textOf(base: string, ending: string): string | undefined {
  const path = fileBeside(base, ending);
  return path === undefined ? undefined : readUnpacked(path);
}

function load(base: string): Fixture {
  const [first = '', ...rest] = present(textOf(base, '.cast'), `${base} is a recording`).trimEnd().split('\n');
  const header = present(parseHeader(first), `${base} has a header`);
  const events = rest.map((line) => present(parseEvent(line), `${base} has sound lines, not ${line.slice(0, 80)}`));
  return { base, header, events, sidecar: JSON.parse(readFileSync(`${base}.json`, 'utf8')) as Sidecar };
}

/** The rows as they stand at each label, without blanks and frames, so that wrapping makes no difference. */
function screensAtLabels({ header, events, sidecar }: Fixture): string[] {
  const screen = new HeadlessScreen({ cols: header.width, rows: header.height });
  const left = [...events];
  const screens = sidecar.labels.map((label) => {
    for (let next = left[0]; next && next.atS <= label.t; next = left[0]) {
      left.shift();
      if (next.code === 'o') screen.write(next.data);
      const size = next.code === 'r' ? parseSize(next.data) : undefined;
      if (size) screen.resize(size.cols, size.rows);
    }
    return squashed(
      screen
        .frame()
        .rows.map((row) => row.text)
        .join('\n'),
    );
  });
  screen.dispose();
  return screens;
}

/** The tool calls that the transcript of a recording held at a moment. */
function callsBefore(t: number, base: string): Json[] {
  const lines = (textOf(base, '.transcript.jsonl') ?? '').split('\n').filter((line) => line !== '');
  return lines.flatMap((text) => {
    const { t: at, line } = JSON.parse(text) as { t: number; line: string };
    const entry = at <= t ? parseJson(line) : undefined;
    const message = isObject(entry) && isObject(entry.message) ? entry.message : {};
    return Array.isArray(message.content) ? (message.content as readonly Json[]) : [];
  });
}

/** Whether a value holds all that is wanted; what it has beside that does not matter. */
function matches(value: Json | undefined, wanted: Json | undefined): boolean {
  if (!isObject(wanted)) return canonicalJson(value) === canonicalJson(wanted);
  return isObject(value) && Object.entries(wanted).every(([key, one]) => matches(value[key], one));
}

function squashed(text: string): string {
  return text.replace(/[\s─-╿]/gu, '');
}

const folders = versions.map((version) => join(fixtures, version));
const bases = [...folders, 'demo'].flatMap(castsIn);

describe.each(bases)('%s', (base) => {
  const fixture = load(base);
  const { header, events, sidecar } = fixture;

  it('has the size, date and version that its sidecar tells', () => {
    expect([header.width, header.height]).toEqual([sidecar.size.cols, sidecar.size.rows]);
    expect(sidecar.date).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(header.timestamp).toBeGreaterThan(Date.parse(sidecar.date) / 1_000 - 86_400);
    expect(header.title).toContain(sidecar.version);
    expect(sidecar.recipe.length).toBeGreaterThan(20);
    if (base.startsWith(fixtures)) {
      expect(basename(base)).toBe(`${sidecar.scenario}-${sidecar.size.cols}x${sidecar.size.rows}`);
    }
  });

  it('goes forward in time, with a marker before each input', () => {
    const times = events.map((event) => event.atS);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    events.forEach((event, index) => {
      expect(['o', 'i', 'r', 'm']).toContain(event.code);
      if (event.code === 'i') expect(events[index - 1]?.data).toMatch(/^input:(?:reply|human:\d+)$/);
    });
  });

  it('has labels in order, from the start on', () => {
    const times = sidecar.labels.map((label) => label.t);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(sidecar.labels[0]).toEqual({ t: 0, state: 'starting' });
    expect(sidecar.labels.length).toBeGreaterThan(1);
  });

  it('shows at each label what the label tells', () => {
    const screens = screensAtLabels(fixture);
    sidecar.labels.forEach((label, index) => {
      const screen = screens[index] ?? '';
      if (typeof label.text === 'string') expect(screen).toContain(squashed(label.text));
      if (label.state !== 'permission') return;
      const subject = typeof label.subject === 'string' ? label.subject : '';
      for (const line of subject.split('\n')) expect(screen).toContain(squashed(line));
      const kinds = Array.isArray(label.optionKinds) ? label.optionKinds : [];
      const last = kinds.at(-1) === 'free-text' ? 'Typehere' : 'No';
      expect(screen).toContain(label.numbered === false ? '❯No' : `${kinds.length}.${last}`);
    });
  });

  it('tells an end only where the recording has one', () => {
    const end = events.findIndex((event) => event.code === 'm' && event.data.startsWith('exit:'));
    const label = sidecar.labels.find(({ state }) => state === 'exited');
    expect(end >= 0).toBe(label !== undefined);
    if (label) expect(events[end]?.data).toBe(`exit:${Number(label.code)}:${Number(label.signal)}`);
  });

  it('betrays neither machine nor person', () => {
    for (const ending of ['.cast', '.json', '.transcript.jsonl']) {
      const text = textOf(base, ending);
      if (text !== undefined) expect(forbiddenIn(text), base + ending).toEqual([]);
    }
  });

  // A live session waits as long for its second witness.
  const waitS = limits.witnessWithinMs / 1_000;

  it('has each pending call in its transcript when it is labelled or soon after, unless told otherwise', () => {
    for (const { t, state, tool, called = tool, input, witnessed } of sidecar.labels) {
      if (state !== 'permission') continue;
      const wanted = { type: 'tool_use', name: called, input };
      const found = callsBefore(witnessed === false ? t : t + waitS, base).some((call) => matches(call, wanted));
      expect(found, JSON.stringify(wanted)).toBe(witnessed !== false);
    }
  });
});

describe('the fixtures together', () => {
  it('are many, from both CLIs, and small', () => {
    for (const folder of folders) expect(castsIn(folder).length).toBeGreaterThanOrEqual(40);
    const bytes = folders.flatMap((folder) => readdirSync(folder).map((name) => statSync(join(folder, name)).size));
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(12_000_000);
  });

  it.each([
    ['a home folder', '/home/alice/app'],
    ['a home folder', '/Users/alice'],
    ['the working folder', join(process.cwd(), 'src')],
    ['a key', 'sk-ant-api03-x'],
    ['a secret of the lab', 'made-up-token-of-the-offline-lab'],
  ])('would not be written with %s in them', (name, text) => {
    expect(forbiddenIn(`seen: ${text} here`)).toContain(name);
  });

  it('may name the stage they were played on', () => {
    expect(forbiddenIn('/tmp/pcc-lab/home/.claude and /tmp/pcc-lab/app')).toEqual([]);
  });
});
