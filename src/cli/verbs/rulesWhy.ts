import type { Layout } from '../../face/text/ink.ts';
import { layoutFor } from '../../face/text/ink.ts';
import type { TableCell } from '../../face/text/table.ts';
import { fieldLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';
import type { Io } from '../../face/io.ts';
import type { ExampleRow, RuleStory } from '../../api/rulesEngine.ts';
import type { VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { argument, flag, printJson } from '../verb.ts';
import { paintRisk, printProblems, rulesEngine } from './rulesList.ts';

/** `pcc rules why <id>`: what an id in a verdict stands for, with its examples and what they get now. */
export const run: VerbRun = async (given, io) => {
  const engine = await rulesEngine(given, io);
  const stories = engine.why(argument(given, 0));
  if (flag(given, 'json')) {
    printJson(io, stories);
    return exit.done;
  }
  printProblems(io, engine.problems);
  for (const story of stories) print(io, layoutFor(io), story);
  return exit.done;
};

function print(io: Io, { ink, width }: Layout, story: RuleStory): void {
  const { id, kind, risk, does, origin, matches, reason, source, examples } = story;
  const fields: [string, TableCell][] = [
    ['id', { text: oneLine(id), paint: (text) => ink('bold', text) }],
    ...(risk === '' ? [] : [['class', { text: risk, paint: paintRisk(risk, ink) }] as [string, TableCell]]),
    ['kind', { text: `${kind}${does === '' ? '' : `, ${does}`}, ${origin}` }],
    ['reason', { text: oneLine(reason) }],
    ...(matches === '' ? [] : [['matches', { text: oneLine(matches) }] as [string, TableCell]]),
    ['source', { text: oneLine(source) }],
    ...examples.map((example): [string, TableCell] => ['example', exampleCell(example)]),
  ];
  for (const line of fieldLines(fields, Math.max(width, lineCellsMin))) io.stdout.write(`${line}\n`);
}

/** Reasons and sources are of little use when they are cut: a narrow terminal breaks the lines itself. */
const lineCellsMin = 400;

function exampleCell({ call, risk, action, fault }: ExampleRow): TableCell {
  if (risk === '') return { text: oneLine(`${call}: ${action}`) };
  const wrong = fault === undefined ? '' : `; as stated it ${fault}`;
  return { text: oneLine(`${risk.padEnd(6)} ${action.padEnd(9)} ${call}${wrong}`) };
}
