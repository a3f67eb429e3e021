import { resolve } from 'node:path';
import type { Ink } from '../../face/text/ink.ts';
import { layoutFor } from '../../face/text/ink.ts';
import type { TableCell } from '../../face/text/table.ts';
import { tableLines } from '../../face/text/table.ts';
import { oneLine } from '../../face/text/text.ts';
import { clientHome } from '../../face/home.ts';
import type { Io } from '../../face/io.ts';
import type { RuleRow, RulesEngine } from '../../api/rulesEngine.ts';
import type { Given, VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { flag, printJson, value } from '../verb.ts';

/** `pcc rules list`: everything that can speak about a call or a question, a person's own rules first; broken files above all. */
export const run: VerbRun = async (given, io) => {
  const engine = await rulesEngine(given, io);
  const rules = engine.list();
  const { precedence, problems } = engine;
  if (flag(given, 'json')) {
    printJson(io, { precedence, problems, rules });
    return exit.done;
  }
  const { ink, width } = layoutFor(io);
  printProblems(io, problems);
  const head = ['ID', 'CLASS', 'DOES', 'FROM', 'SOURCE', 'MATCHES'].map((text) => ({
    text,
    paint: (cell: string) => ink('dim', cell),
  }));
  for (const line of tableLines([head, ...rules.map((rule) => cellsOf(rule, ink))], width))
    io.stdout.write(`${line}\n`);
  io.stdout.write(`\n${precedence}\n`);
  return exit.done;
};

/** The rules of the home, and of the folder that `--project` names. */
export async function rulesEngine(given: Given, io: Io): Promise<RulesEngine> {
  const project = flag(given, 'project') ? '.' : value(given, 'project');
  const home = clientHome(io).folder;
  return io.engines.rules({ home, ...(project === undefined ? {} : { project: resolve(io.cwd, project) }) });
}

/** Broken rule files go before all else, where a program does not read them for rules. */
export function printProblems(io: Io, problems: readonly string[]): void {
  const { ink } = layoutFor(io);
  for (const problem of problems) io.stderr.write(`${ink('red', `Broken: ${oneLine(problem)}`)}\n`);
}

/** The colour of a class. */
export function paintRisk(risk: string, ink: Ink): (text: string) => string {
  const colour = risk === 'HIGH' ? 'red' : risk === 'MEDIUM' ? 'yellow' : 'green';
  return (text) => ink(colour, text);
}

function cellsOf({ id, kind, risk, does, origin, source, matches, reason }: RuleRow, ink: Ink): TableCell[] {
  return [
    { text: oneLine(id), paint: (text) => ink('bold', text) },
    { text: risk === '' ? '-' : risk, paint: paintRisk(risk, ink) },
    { text: kind === 'answer' ? `answer: ${does}` : does === '' ? kind : does },
    { text: origin },
    { text: oneLine(source.replace(/^.*\//, '')), paint: (text) => ink('dim', text) },
    { text: oneLine(matches === '' ? reason : matches) },
  ];
}
