import type { Json } from '../base/json.ts';
import { isObject } from '../base/json.ts';

/**
 * Each task of a run has a word of its own, which stands in its prompt and in its answer. Which words a request to the API holds
 * therefore tells which task it belongs to, and what of others its context still holds.
 */

/** One request of a main conversation, as the API saw it. */
export interface Sighting {
  /** The word in what was typed last; undefined where there is none. */
  readonly word: string | undefined;
  /** All words in the conversation. */
  readonly held: readonly string[];
  /** Tool results behind what was typed: 0 for the request that begins a turn. */
  readonly turn: number;
  /** Wall-clock milliseconds. */
  readonly atMs: number;
}

/** What the requests say of a list. */
export interface OrderProof {
  /** Words whose task never reached the API. */
  readonly lost: readonly string[];
  /** Words whose turn was begun more than once. */
  readonly repeated: readonly string[];
  /** Words whose task began before one that stands above it. */
  readonly disordered: readonly string[];
  /** Words in whose conversation another task's word stood. */
  readonly shared: readonly string[];
}

/** Holds what was seen against a list of words in their order. `mayHold`: earlier words that a task is given on purpose. */
export function proveOrder(
  words: readonly string[],
  seen: readonly Sighting[],
  mayHold: (word: string) => readonly string[] = () => [],
): OrderProof {
  const begun = seen.filter(({ word, turn }) => turn === 0 && word !== undefined && words.includes(word));
  const firsts = words.map((word) => begun.findIndex((one) => one.word === word));
  const shares = (word: string): boolean =>
    seen.some((one) => one.word === word && one.held.some((held) => held !== word && !mayHold(word).includes(held)));
  return {
    lost: words.filter((_, index) => firsts[index] === -1),
    repeated: words.filter((word) => begun.filter((one) => one.word === word).length > 1),
    disordered: words.filter((_, index) => {
      const own = firsts[index] ?? -1;
      return own !== -1 && firsts.slice(0, index).some((earlier) => earlier > own);
    }),
    shared: words.filter(shares),
  };
}

/** A sentence for each fault of a proof; none for a good one. */
export function proofFaults({ lost, repeated, disordered, shared }: OrderProof): string[] {
  return [
    ...lost.map((word) => `The task '${word}' never reached the API.`),
    ...repeated.map((word) => `The task '${word}' was typed more than once.`),
    ...disordered.map((word) => `The task '${word}' began before one that stands above it.`),
    ...shared.map((word) => `The context of the task '${word}' held what belongs to another task.`),
  ];
}

/** What a prompt with this word asks; the API answers by the word. */
export function promptOf(word: string): string {
  return `Say the word ${word} and nothing else.`;
}

/** The words of a run: all begin with its mark, so that nothing else is taken for one. */
export function wordsIn(text: string, mark: string): string[] {
  return [
    ...new Set([...text.matchAll(new RegExp(`\\b${mark}(?:-[a-z]+)*-\\d+(?:-\\d+)*\\b`, 'g'))].map(([word]) => word)),
  ];
}

/** The words in a whole conversation: of what was typed, said, called and given back, without the CLI's own instructions. */
export function wordsHeld(body: Json | undefined, mark: string): string[] {
  return isObject(body) ? wordsIn(JSON.stringify(body.messages ?? []), mark) : [];
}
