import { limits } from '../../limits.ts';
import type { Known } from '../../store/requirements.ts';
import type { FileTask } from './requirementsFile.ts';

/** Which of the known tasks those of the file are: for each found one the index of the known one. */
export type Matching = readonly (number | undefined)[];

/**
 * Finds the known tasks in the file: by their very words, and of several with the same words by their boxes and their order; then
 * those whose words were edited, by their likeness. `mayBeEdited` names the known tasks for which that is looked for.
 */
export function matchTasks(
  known: readonly Known[],
  found: readonly FileTask[],
  mayBeEdited: (known: Known) => boolean,
): Matching {
  const matching: (number | undefined)[] = found.map(() => undefined);
  const here = known.flatMap((task, index) => (task.isGone ? [] : [index]));
  matchTexts(known, found, here, matching);
  const gone = known.flatMap((task, index) => (task.isGone ? [index] : []));
  matchTexts(known, found, gone, matching);
  matchEdited(known, found, mayBeEdited, matching);
  return matching;
}

function matchTexts(
  known: readonly Known[],
  found: readonly FileTask[],
  candidates: readonly number[],
  matching: (number | undefined)[],
): void {
  const left = new Map<string, number[]>();
  for (const index of candidates) {
    const text = known[index]?.text ?? '';
    left.set(text, [...(left.get(text) ?? []), index]);
  }
  const places = new Map<string, number[]>();
  for (const [at, { text }] of found.entries()) {
    if (matching[at] === undefined && left.has(text)) places.set(text, [...(places.get(text) ?? []), at]);
  }
  for (const [text, at] of places) {
    for (const [place, index] of pairs(known, found, left.get(text) ?? [], at)) matching[place] = index;
  }
}

/** Tasks of the same words: in their order, where that is as good as any other way to pair boxes that are ticked. */
function pairs(
  known: readonly Known[],
  found: readonly FileTask[],
  indexes: readonly number[],
  places: readonly number[],
): [place: number, index: number][] {
  const expected = (index: number): boolean => isExpectedTicked(known[index]);
  const shown = (place: number): boolean => found[place]?.isTicked ?? false;
  if (indexes.length === places.length) {
    const inOrder = places.map((place, at): [number, number] => [place, indexes[at] ?? 0]);
    const unlike = inOrder.filter(([place, index]) => shown(place) !== expected(index)).length;
    const least = Math.abs(places.filter(shown).length - indexes.filter(expected).length);
    if (unlike === least) return inOrder;
  }
  const made: [number, number][] = [];
  const free = new Set(indexes);
  const later: number[] = [];
  for (const place of places) {
    const index = [...free].find((candidate) => expected(candidate) === shown(place));
    if (index === undefined) later.push(place);
    else {
      free.delete(index);
      made.push([place, index]);
    }
  }
  const rest = [...free];
  for (const [at, place] of later.entries()) {
    const index = rest[at];
    if (index !== undefined) made.push([place, index]);
  }
  return made;
}

/** A task that is done counts as ticked, also while that could not be written: the tick may stand there without our knowing. */
function isExpectedTicked(known: Known | undefined): boolean {
  return known !== undefined && (known.isTicked || known.ended === 'done');
}

function matchEdited(
  known: readonly Known[],
  found: readonly FileTask[],
  mayBeEdited: (known: Known) => boolean,
  matching: (number | undefined)[],
): void {
  const taken = new Set(matching);
  const candidates = known.flatMap((task, index) =>
    taken.has(index) || task.isGone || !mayBeEdited(task) ? [] : [index],
  );
  const places = found.flatMap((task, at) => (matching[at] === undefined && !task.isTicked ? [at] : []));
  // So many at once are no edits but another file.
  if (candidates.length > limits.requirementsEditsMax || places.length > limits.requirementsEditsMax) return;
  const pieces = new Map(candidates.map((index) => [index, piecesOf(known[index]?.text ?? '')]));
  const scored = places.flatMap((place) => {
    const own = piecesOf(found[place]?.text ?? '');
    return candidates.map((index) => ({ place, index, score: likeness(own, pieces.get(index) ?? new Map()) }));
  });
  for (const { place, index, score } of scored.sort((a, b) => b.score - a.score || a.index - b.index)) {
    if (score < editedLikeness || matching[place] !== undefined || taken.has(index)) continue;
    matching[place] = index;
    taken.add(index);
  }
}

/** Two texts with more than this in common are one that was edited: a changed word or two, words added at the end. */
const editedLikeness = 0.5;

/** Pairs of neighbouring characters, with how often each occurs. */
function piecesOf(text: string): Map<string, number> {
  const pieces = new Map<string, number>();
  const plain = text.slice(0, limits.requirementsLikenessCharsMax).toLowerCase().replace(/\s+/g, ' ');
  for (let at = 0; at < plain.length; at++) {
    const piece = plain.slice(at, at + 2);
    pieces.set(piece, (pieces.get(piece) ?? 0) + 1);
  }
  return pieces;
}

/** Which part of both they have in common, from 0 to 1. */
function likeness(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let common = 0;
  let all = 0;
  for (const [piece, count] of a) {
    common += Math.min(count, b.get(piece) ?? 0);
    all += count;
  }
  for (const count of b.values()) all += count;
  return all === 0 ? 0 : (2 * common) / all;
}
