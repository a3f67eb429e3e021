import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { isObject } from '../../src/base/json.ts';
import { replayFile } from '../../src/daemon/replay.ts';
import { askingStates, castOf, corpusNames, sidecarOf } from '../screen/recordings.ts';

/**
 * Every recording of the real CLI, played through the emulator and the reader, against labels that say what the scenario did:
 * what the API sent and what was typed, never what the reader saw.
 */

/** Fields of labels that tell about the scenario, not about the screen. */
const notOnScreen = new Set(['t', 'input', 'note', 'signal', 'numbered', 'witnessed', 'called']);

/** White space is where the dialog wraps its lines, not what it says. */
function plain(value: Json | undefined): Json | undefined {
  return typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : value;
}

/** `known`: how many options the label names. */
function seen(reading: JsonObject, field: string, known: number): Json | undefined {
  const options = Array.isArray(reading.options) ? (reading.options as readonly Json[]).filter(isObject) : [];
  if (field === 'optionKinds') return options.map((option) => option.kind ?? null);
  // The CLI's own rows follow those that the scenario knows the labels of.
  if (field === 'optionLabels') return options.slice(0, known).map((option) => option.label ?? null);
  if (field === 'checked') return options.flatMap(({ checked }) => (typeof checked === 'boolean' ? [checked] : []));
  if (field === 'selected') return options.findIndex((option) => option.selected === true);
  return plain(reading[field]);
}

/** How many options a label names. */
function namedIn(label: JsonObject): number {
  return Array.isArray(label.optionLabels) ? label.optionLabels.length : 0;
}

async function readingsOf(cast: string): Promise<JsonObject[]> {
  const readings: JsonObject[] = [];
  for await (const reading of replayFile(cast, { decide: false })) readings.push(reading as JsonObject);
  return readings;
}

const corpus = corpusNames();

describe('the corpus', () => {
  it('holds both ends of the versions and enough of each', () => {
    expect(corpus.filter(({ version }) => version === '2.0.20').length).toBeGreaterThanOrEqual(20);
    expect(corpus.filter(({ version }) => version === '2.1.329').length).toBeGreaterThanOrEqual(20);
    expect(corpus.flatMap(({ version, name }) => sidecarOf(version, name).labels).length).toBeGreaterThan(500);
  });

  it.each(corpus)('$version/$name: right at every label, and asks nothing that no label asks', async (one) => {
    const { labels } = sidecarOf(one.version, one.name);
    const readings = await readingsOf(castOf(one.version, one.name));
    expect(readings.filter((reading) => 'damaged' in reading)).toEqual([]);
    for (const label of labels) {
      const reading = readings.findLast(
        (candidate) => typeof candidate.t === 'number' && candidate.t <= label.t + 0.0005,
      );
      const fields = Object.keys(label).filter((field) => !notOnScreen.has(field));
      const got = Object.fromEntries(fields.map((field) => [field, reading && seen(reading, field, namedIn(label))]));
      const want = Object.fromEntries(fields.map((field) => [field, plain(label[field])]));
      expect({ at: label.t, ...got }).toEqual({ at: label.t, ...want });
    }
    const asking = new Set<string>(askingStates);
    const labelled = new Set(labels.map((label) => label.state));
    const asked = readings.map((reading) => (typeof reading.state === 'string' ? reading.state : ''));
    expect(asked.filter((state) => asking.has(state) && !labelled.has(state))).toEqual([]);
  });
});
