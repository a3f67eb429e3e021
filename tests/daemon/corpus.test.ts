import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { isObject } from '../../src/base/json.ts';
import { replayFile } from '../../src/daemon/replay.ts';

/**
 * Every recording of the real CLI, played through the emulator and the reader, against labels that say what the scenario did:
 * what the API sent and what was typed, never what the reader saw.
 */

const fixtures = resolve(import.meta.dirname, '../fixtures');

interface Label extends JsonObject {
  readonly t: number;
  readonly state: string;
}

/** Fields of labels that tell about the scenario, not about the screen. */
const notOnScreen = new Set(['t', 'input', 'note', 'signal', 'numbered', 'witnessed']);

function recordings(): { name: string; cast: string; labels: readonly Label[] }[] {
  return readdirSync(fixtures, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d/.test(entry.name))
    .flatMap(({ name: version }) =>
      readdirSync(join(fixtures, version))
        .filter((file) => file.endsWith('.cast'))
        .map((file) => {
          const cast = join(fixtures, version, file);
          const sidecar = JSON.parse(readFileSync(cast.replace(/\.cast$/, '.json'), 'utf8')) as { labels: Label[] };
          return { name: `${version}/${file}`, cast, labels: sidecar.labels };
        }),
    );
}

/** White space is where the dialog wraps its lines, not what it says. */
function plain(value: Json | undefined): Json | undefined {
  return typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : value;
}

function seen(reading: JsonObject, field: string): Json | undefined {
  const options = Array.isArray(reading.options) ? (reading.options as readonly Json[]).filter(isObject) : [];
  if (field === 'optionKinds') return options.map((option) => option.kind ?? null);
  if (field === 'selected') return options.findIndex((option) => option.selected === true);
  return plain(reading[field]);
}

async function readingsOf(cast: string): Promise<JsonObject[]> {
  const readings: JsonObject[] = [];
  for await (const reading of replayFile(cast, { decide: false })) readings.push(reading as JsonObject);
  return readings;
}

const corpus = recordings();

describe('the corpus', () => {
  it('holds both ends of the versions and enough of each', () => {
    expect(corpus.filter(({ name }) => name.startsWith('2.0.20/')).length).toBeGreaterThanOrEqual(20);
    expect(corpus.filter(({ name }) => name.startsWith('2.1.329/')).length).toBeGreaterThanOrEqual(20);
    expect(corpus.flatMap(({ labels }) => labels).length).toBeGreaterThan(500);
  });

  it.each(corpus)('$name', async ({ cast, labels }) => {
    const readings = await readingsOf(cast);
    expect(readings.filter((reading) => 'damaged' in reading)).toEqual([]);
    for (const label of labels) {
      const reading = readings.findLast(
        (candidate) => typeof candidate.t === 'number' && candidate.t <= label.t + 0.0005,
      );
      const fields = Object.keys(label).filter((field) => !notOnScreen.has(field));
      const got = Object.fromEntries(fields.map((field) => [field, reading && seen(reading, field)]));
      const want = Object.fromEntries(fields.map((field) => [field, plain(label[field])]));
      expect({ at: label.t, ...got }).toEqual({ at: label.t, ...want });
    }
  });

  it.each(corpus)('$name asks nothing between its labels that no label asks', async ({ cast, labels }) => {
    const asking = new Set(['permission', 'trust', 'question', 'plan']);
    const allowed = new Set(labels.filter((label) => asking.has(label.state)).map((label) => label.state));
    const asked = (await readingsOf(cast))
      .map((reading) => (typeof reading.state === 'string' ? reading.state : ''))
      .filter((state) => asking.has(state));
    expect(asked.filter((state) => !allowed.has(state))).toEqual([]);
  });
});
