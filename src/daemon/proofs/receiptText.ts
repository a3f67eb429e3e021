import { limits } from '../../limits.ts';
import type { StepResponse } from './response.ts';

/** The receipt of a task of a list as people read it: Markdown. `response`: path and SHA-256 of the file with the same in JSON. */
export function receiptText(told: StepResponse, response: { readonly path: string; readonly sha256: string }): string {
  return `${[
    `# Receipt of task ${told.n}: ${plain(told.name)}`,
    list([
      ['uuid', code(told.uuid)],
      ['list', `${code(told.execution)}, in the session ${code(told.session)}`],
      ['project', code(told.path)],
      ['state', told.state],
      ['why', told.why === undefined ? undefined : plain(told.why)],
      ['began', told.startedAt],
      ['ended', told.endedAt],
      ['took', durationOf(told)],
      ['tokens', told.usage && usageWords(told.usage)],
      ['uuid in the answer', told.echoed ? 'yes' : 'no'],
      ['asked again', told.again === 0 ? undefined : String(told.again)],
      ['valid', told.validation && validationWords(told.validation)],
      ['response', `${code(response.path)}, SHA-256 ${code(response.sha256)}`],
    ]),
    '## Prompt',
    list([
      ['SHA-256 of what was typed', told.typed === undefined ? 'not known' : code(told.typed)],
      ...told.amended.map((change): [string, string] => ['amended', plain(change)]),
    ]),
    block(told.prompt),
    '## Answer',
    block(told.object === undefined ? told.text : JSON.stringify(told.object, null, 2)),
    '## Files',
    fileLines(told),
    '## Tool calls',
    callLines(told),
    '## Verification',
    bullets(
      told.verifications.map(
        ({ command, how, sha256 }) => `${code(command)} ${plain(how)} (SHA-256 of its output ${code(sha256)})`,
      ),
    ),
    '## Evidence',
    bullets([
      ...told.transcripts.map(
        ({ path, from, to, sha256 }) => `transcript ${code(path)}, bytes ${from} to ${to}, SHA-256 ${code(sha256)}`,
      ),
      ...told.tasks.map(({ id, receipt, sha256 }) =>
        receipt === undefined
          ? `task ${code(id)} of the session, without a receipt`
          : `task ${code(id)} of the session, receipt ${code(receipt)}${sha256 === undefined ? '' : `, SHA-256 of its canonical JSON ${code(sha256)}`}`,
      ),
    ]),
  ].join('\n\n')}\n`;
}

function list(fields: readonly (readonly [string, string | undefined])[]): string {
  return bullets(fields.flatMap(([name, text]) => (text === undefined ? [] : [`${name}: ${text}`])));
}

function bullets(lines: readonly string[]): string {
  return lines.length === 0 ? 'none' : lines.map((line) => `- ${line}`).join('\n');
}

function fileLines({ files, hashes }: StepResponse): string {
  const known = new Map(hashes.map(({ path, sha256 }) => [path, sha256]));
  const line = (change: string, path: string): string => {
    const sha256 = known.get(path);
    return `${change} ${code(path)}${sha256 === undefined ? '' : `, SHA-256 ${code(sha256)}`}`;
  };
  return bullets([
    ...files.created.map((path) => line('created', path)),
    ...files.modified.map((path) => line('modified', path)),
    ...files.deleted.map((path) => line('deleted', path)),
    ...(files.note === undefined ? [] : [plain(files.note)]),
  ]);
}

function callLines({ calls, callsLeftOut }: StepResponse): string {
  return bullets([
    ...calls.map(({ tool, subject, agent, risk, decision, action, by: who, outcome }) => {
      const how =
        decision === undefined
          ? 'the CLI did not ask'
          : `${risk ?? 'unknown'} risk, ${action ?? 'decided'} by ${who ?? 'unknown'}, ${outcome ?? 'unknown'} (${decision})`;
      const by = agent === undefined ? '' : ` of the sub-agent ${code(agent)}`;
      return `${code(tool)}${subject === '' ? '' : ` ${code(subject)}`}${by}: ${plain(how)}`;
    }),
    ...(callsLeftOut === 0 ? [] : [`${callsLeftOut} more`]),
  ]);
}

function durationOf({ tookMs, predictedMs }: StepResponse): string | undefined {
  if (tookMs === undefined) return undefined;
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  return `${seconds(tookMs)}${predictedMs === undefined ? '' : `, ${seconds(predictedMs)} predicted`}`;
}

function usageWords({ input, output, cacheRead, cacheWrite }: NonNullable<StepResponse['usage']>): string {
  return `${input} in, ${output} out, ${cacheRead} read from the cache, ${cacheWrite} written to it`;
}

function validationWords({ valid, reason, failed }: NonNullable<StepResponse['validation']>): string {
  return `${valid ? 'yes' : 'no'}${failed ? ', since it could not be judged' : ''}: ${plain(reason)}`;
}

/** A text in a line of its own: nothing in it breaks the line, or means anything to Markdown. */
function plain(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');
}

/** A text as code, with as many marks around it as it needs. */
function code(text: string): string {
  const line = oneLine(text);
  const marks = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') || line === '' ? ' ' : '';
  return `${marks}${pad}${line}${pad}${marks}`;
}

/** A text as a block of code: cut where it is long, since the response has all of it. */
function block(text: string): string {
  const most = limits.receiptTextCharsMax;
  const shown = text.length > most ? `${text.slice(0, most)}\n… (${text.length - most} more characters)` : text;
  const marks = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return `${marks}text\n${shown.replace(unseen, escaped)}\n${marks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

function oneLine(text: string): string {
  return text.replace(/[\n\t]/g, escaped).replace(unseen, escaped);
}

/** Control characters save for line ends and tabs, and what turns the direction of a text. */
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function escaped(char: string): string {
  if (char === '\n') return '\\n';
  if (char === '\t') return '\\t';
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
