import { describe, expect, it } from 'vitest';
import type { Sighting } from '../../src/assess/proof.ts';
import { promptOf, proofFaults, proveOrder, wordsHeld, wordsIn } from '../../src/assess/proof.ts';
import { endMark, pageOf, wordsEnded } from '../../src/assess/pages.ts';

const words = ['w-a-1', 'w-a-2', 'w-a-3'] as const;
const none = { lost: [], repeated: [], disordered: [], shared: [] };

function seen(...told: readonly (string | Partial<Sighting>)[]): Sighting[] {
  return told.map((one, index) => {
    const given = typeof one === 'string' ? { word: one } : one;
    return { word: undefined, held: given.word === undefined ? [] : [given.word], turn: 0, atMs: index, ...given };
  });
}

describe('proveOrder', () => {
  it('finds nothing wrong with one request a task, in order, whatever comes in between', () => {
    expect(proveOrder(words, seen('w-a-1', 'w-b-1', {}, 'w-a-2', { word: 'w-a-2', turn: 1 }, 'w-a-3'))).toEqual(none);
  });

  it.each([
    ['a lost task', ['w-a-1', 'w-a-3'], { lost: ['w-a-2'] }],
    ['a task that was typed twice', ['w-a-1', 'w-a-2', 'w-a-2', 'w-a-3'], { repeated: ['w-a-2'] }],
    ['one that began too early', ['w-a-1', 'w-a-3', 'w-a-2'], { disordered: ['w-a-3'] }],
    ['one repeated behind all others', ['w-a-1', 'w-a-2', 'w-a-3', 'w-a-1'], { repeated: ['w-a-1'] }],
    ['a list of which nothing came', [], { lost: [...words] }],
  ])('tells %s', (_, told, found) => {
    expect(proveOrder(words, seen(...told))).toEqual({ ...none, ...found });
  });

  it("tells a context that holds another task's word, also of another list, and also in a later request", () => {
    const told = seen('w-a-1', { word: 'w-a-2', held: ['w-a-1', 'w-a-2'] }, 'w-a-3', {
      ...{ word: 'w-a-3', turn: 1 },
      held: ['w-a-3', 'w-b-9'],
    });
    expect(proveOrder(words, told).shared).toEqual(['w-a-2', 'w-a-3']);
    const mayHold = (word: string) => (word === 'w-a-2' ? ['w-a-1'] : []);
    expect(proveOrder(words, told, mayHold).shared).toEqual(['w-a-3']);
  });

  it('has a sentence for each fault', () => {
    expect(proofFaults(proveOrder(words, seen('w-a-3', 'w-a-3')))).toHaveLength(3);
    expect(proofFaults(none)).toEqual([]);
  });
});

describe('words', () => {
  const mark = 'w0badcafe';

  it('are found whole, once each, and only those of the run', () => {
    const text = `${promptOf(`${mark}-order-1`)} ${mark}-order-12, ${mark}-load-a-3 ${mark}-order-1 wffffffff-order-2 x${mark}-order-5`;
    expect(wordsIn(text, mark)).toEqual([`${mark}-order-1`, `${mark}-order-12`, `${mark}-load-a-3`]);
  });

  it('are looked for in the conversation alone', () => {
    const messages = [{ role: 'user', content: [{ type: 'text', text: promptOf(`${mark}-a-1`) }] }];
    expect(wordsHeld({ system: `${mark}-a-9`, messages }, mark)).toEqual([`${mark}-a-1`]);
    expect(wordsHeld(undefined, mark)).toEqual([]);
  });

  it('end a page, and are found in a piece of output', () => {
    const word = `${mark}-load-ax-3`;
    expect(pageOf(word).length).toBeGreaterThan(4_000);
    expect(wordsEnded(pageOf(word))).toEqual([word]);
    expect(wordsEnded(endMark(word).slice(0, -1))).toEqual([]);
  });
});
