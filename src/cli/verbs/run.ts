import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ExecutionStep } from '../../api/methods.ts';
import { PccError, sentenceOf } from '../../base/errors.ts';
import { isObject, parseJson } from '../../base/json.ts';
import { isDeeper, tooDeep } from '../../base/nesting.ts';
import { withDaemon } from '../../face/connect.ts';
import { writeReport } from '../../face/executions/report.ts';
import { isListOver } from '../../face/executions/following.ts';
import { wholeSteps } from '../../face/executions/whole.ts';
import type { Io } from '../../face/io.ts';
import { checkTaskText } from '../../face/taskText.ts';
import { layoutFor } from '../../face/text/ink.ts';
import { manyLines, oneLine } from '../../face/text/text.ts';
import { limits } from '../../limits.ts';
import { followedList } from '../executions/following.ts';
import { inputText } from '../executions/inputText.ts';
import { listOrder } from '../executions/ordering.ts';
import type { Given, VerbRun } from '../verb.ts';
import { flag, printJson, value } from '../verb.ts';
import { warnIfHalted } from '../warnings.ts';

/** `pcc run PROMPT`: runs one task and prints its answer. On a terminal what it says on the way stands on the standard error. */
export const run: VerbRun = async (given, io) => {
  const prompt = checkTaskText(await promptOf(given, io), 'The prompt', limits.promptCharsMax);
  const schema = schemaOf(given, io);
  const isJson = flag(given, 'json') || schema !== undefined;
  const asked = listOrder(given, io, [{ prompt }], {
    ...(isJson ? { jsonMode: true } : {}),
    schema,
    validationPrompt: value(given, 'validate'),
    verify: value(given, 'verify'),
  });
  // Words that a person typed look like those that a script at the same terminal puts together, so that they have to say so.
  const order = { ...asked, ...(flag(given, 'allowMentions') ? { mentions: [1] } : {}) };
  await withDaemon(io, (api) => warnIfHalted(api, io));
  const { execution, status } = await followedList(io, {
    id: order.id,
    order,
    waits: given.options['wait'] !== false,
    ...{ asks: false, shows: false },
    ...(io.stderr.isTTY === true ? { onOutput: streamTo(io) } : {}),
  });
  if (!isListOver(execution)) return status;
  const steps = await wholeSteps(io, execution);
  const [step] = steps;
  if (step) tell(io, step, isJson);
  if (flag(given, 'report')) io.stderr.write(`Report: ${writeReport(io, [{ ...execution, steps }])}\n`);
  return status;
};

/** The answer, or on the standard error why there is none. */
function tell(io: Io, step: ExecutionStep, isJson: boolean): void {
  const { state, why, text = '', object, amended, validation } = step;
  for (const change of amended) io.stderr.write(`pcc: The prompt was amended: ${oneLine(change)}\n`);
  if (validation?.failed) io.stderr.write(`pcc: ${oneLine(validation.reason)}\n`);
  if (state !== 'done')
    io.stderr.write(`pcc: The task ${state === 'failed' ? state : `was ${state}`}: ${oneLine(why ?? '')}\n`);
  if (isJson && object) printJson(io, object);
  else if (!isJson && text !== '') io.stdout.write(`${manyLines(text.trimEnd())}\n`);
}

function streamTo(io: Io): (text: string) => void {
  return (text) => {
    io.stderr.write(layoutFor(io, io.stderr).ink('dim', manyLines(text)));
  };
}

/** Stands for a prompt that comes from the standard input. */
const fromInput = '-';

async function promptOf(given: Given, io: Io): Promise<string> {
  const words = given.args.join(' ');
  if (words !== fromInput) return words;
  const text = await inputText(io.stdin, { what: 'The standard input', remedy: 'give less to one task' });
  return text.trimEnd();
}

function schemaOf(given: Given, io: Io): object | undefined {
  const named = value(given, 'schema');
  if (named === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(resolve(io.cwd, named), 'utf8');
  } catch (error) {
    throw new PccError('invalid_input', `The schema '${named}' cannot be read (${sentenceOf(error)}).`);
  }
  const schema = parseJson(text);
  if (isDeeper(schema)) throw new PccError('invalid_input', `The schema '${named}' is ${tooDeep()}; make it flatter.`);
  if (isObject(schema)) return schema;
  throw new PccError('invalid_input', `The schema '${named}' is no JSON object; give a file with a JSON Schema.`);
}
