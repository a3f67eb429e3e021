import { readFileSync } from 'node:fs';
import { isObject, parseJson } from '../../../src/base/json.ts';
import type { Risk } from '../../../src/policy/verdict.ts';
import { risks } from '../../../src/policy/verdict.ts';
import { Random } from '../../screen/fuzzing/random.ts';
import { riskOf } from '../world.ts';
import { mutant } from './mutations.ts';

/** A way to write a command that is judged more harmless than the command itself. */
export interface Lowered {
  readonly seed: number;
  readonly command: string;
  readonly before: Risk;
  readonly mutant: string;
  readonly after: Risk;
}

/** The commands of all examples whose words can be told apart without a parser. */
export const plainCommands: readonly string[] = ['risk', 'own', 'reviewed', 'blind']
  .flatMap((name) =>
    readFileSync(new URL(`../../fixtures/policy/${name}-examples.jsonl`, import.meta.url), 'utf8')
      .trim()
      .split('\n'),
  )
  .map((line) => {
    const example = parseJson(line);
    const input = isObject(example) ? example['input'] : undefined;
    return input !== undefined && isObject(input) ? input['command'] : undefined;
  })
  .filter((command) => typeof command === 'string')
  .filter((command) => /^[\w./-]+(?: [\w./:@=,+-]+)*$/.test(command));

const known = new Map<string, Risk>();

/** Judges a command once. */
function plainRisk(command: string): Risk {
  let risk = known.get(command);
  if (risk === undefined) known.set(command, (risk = riskOf(command)));
  return risk;
}

/** Plays the cases of these seeds; the same seed is the same case as long as the examples stay as they are. */
export function loweredIn(first: number, end: number): Lowered[] {
  const lowered: Lowered[] = [];
  for (let seed = first; seed < end; seed++) {
    const random = new Random(seed);
    const command = random.of(plainCommands);
    const before = plainRisk(command);
    if (before === 'LOW') continue;
    const text = mutant(command, random);
    const after = riskOf(text);
    if (risks.indexOf(after) < risks.indexOf(before)) lowered.push({ seed, command, before, mutant: text, after });
  }
  return lowered;
}
