import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { PccError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { isObject, parseJson } from '../../base/json.ts';
import { isDeeper, tooDeep } from '../../base/nesting.ts';
import { oneLine } from '../../face/text/text.ts';
import { clientHome } from '../../face/home.ts';
import type { Io } from '../../face/io.ts';
import type { Given, VerbRun } from '../verb.ts';
import { exit } from '../../face/exit.ts';
import { argument, flag, jsonLine, printJson, value } from '../verb.ts';

/** `pcc explain`: judges one call for people, or with `--json` alone every line of stdin. */
export const run: VerbRun = async (given, io) => {
  const call = callOf(given, io);
  const asJson = flag(given, 'json');
  if (!call && !asJson) {
    throw new PccError(
      'usage',
      "Nothing to explain; give a command, '--tool' with '--input', or '--json' with calls on stdin.",
    );
  }
  const engine = await io.engines.explain(clientHome(io).folder);
  if (!call) {
    for await (const lines of linesIn(io.stdin))
      io.stdout.write(lines.map((line) => jsonLine(engine.explainLine(line))).join(''));
  } else if (asJson) {
    printJson(io, engine.explainLine(JSON.stringify(call)));
  } else {
    for (const line of engine.describeCall(call)) io.stdout.write(`${oneLine(line)}\n`);
  }
  return exit.done;
};

/**
 * The lines of a stream, as many at once as came in together: whoever waits for each verdict gets it, and a file is read in large
 * parts.
 */
async function* linesIn(stream: Io['stdin']): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8');
  let open = '';
  for await (const chunk of stream) {
    const lines = (open + (typeof chunk === 'string' ? chunk : decoder.write(chunk))).split('\n');
    open = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
  open += decoder.end();
  if (open !== '') yield [open];
}

interface Call {
  readonly tool: string;
  readonly input: JsonObject;
  readonly cwd: string;
}

/** The call that the arguments spell, or undefined when they spell none. */
function callOf(given: Given, io: Io): Call | undefined {
  const command = argument(given, 0);
  const input = value(given, 'input');
  const tool = value(given, 'tool');
  const cwd = folderOf(given, io);
  if (command !== '' && input !== undefined) {
    throw new PccError('usage', "A command and '--input' were both given; give one of them.");
  }
  if (command !== '') return { tool: tool ?? 'Bash', input: { command }, cwd };
  if (input === undefined) {
    if (tool === undefined) return undefined;
    throw new PccError('usage', `'--tool ${tool}' needs '--input' with the tool's input as a JSON object.`);
  }
  const parsed = parseJson(input);
  if (isDeeper(parsed)) throw new PccError('usage', `'--input' is ${tooDeep()}; make it flatter.`);
  if (!isObject(parsed)) throw new PccError('usage', `'--input ${input}' is no JSON object.`);
  return { tool: tool ?? 'Bash', input: parsed, cwd };
}

/** What lies where decides: a folder that is not there would be judged as if nothing in it were a link. */
function folderOf(given: Given, io: Io): string {
  const named = value(given, 'cwd');
  const cwd = resolve(io.cwd, named ?? '.');
  if (named !== undefined && statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new PccError('usage', `'--cwd ${named}' is no folder; give the folder of the session that makes the call.`);
  return cwd;
}
