import { asBlock, asCode, asPlain } from '../../base/markdown.ts';
import { limits } from '../../limits.ts';
import type { StepResponse } from './response.ts';

/** The receipt of a task of a list as people read it: Markdown. `response`: path and SHA-256 of the file with the same in JSON. */
export function receiptText(told: StepResponse, response: { readonly path: string; readonly sha256: string }): string {
  return `${[
    `# Receipt of task ${told.n}: ${asPlain(told.name)}`,
    list([
      ['uuid', asCode(told.uuid)],
      ['list', `${asCode(told.execution)}, in the session ${asCode(told.session)}`],
      ['project', asCode(told.path)],
      ['state', told.state],
      ['why', told.why === undefined ? undefined : asPlain(told.why)],
      ['began', told.startedAt],
      ['ended', told.endedAt],
      ['took', durationOf(told)],
      ['tokens', told.usage && usageWords(told.usage)],
      ['uuid in the answer', told.echoed ? 'yes' : 'no'],
      ['asked again', told.again === 0 ? undefined : String(told.again)],
      ['valid', told.validation && validationWords(told.validation)],
      ['response', `${asCode(response.path)}, SHA-256 ${asCode(response.sha256)}`],
    ]),
    '## Prompt',
    list([
      ['SHA-256 of what was typed', told.typed === undefined ? 'not known' : asCode(told.typed)],
      ...told.amended.map((change): [string, string] => ['amended', asPlain(change)]),
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
        ({ command, how, sha256 }) => `${asCode(command)} ${asPlain(how)} (SHA-256 of its output ${asCode(sha256)})`,
      ),
    ),
    '## Evidence',
    bullets([
      ...told.transcripts.map(
        ({ path, from, to, sha256 }) => `transcript ${asCode(path)}, bytes ${from} to ${to}, SHA-256 ${asCode(sha256)}`,
      ),
      ...told.tasks.map(({ id, receipt, sha256 }) =>
        receipt === undefined
          ? `task ${asCode(id)} of the session, without a receipt`
          : `task ${asCode(id)} of the session, receipt ${asCode(receipt)}${sha256 === undefined ? '' : `, SHA-256 of its canonical JSON ${asCode(sha256)}`}`,
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
    return `${change} ${asCode(path)}${sha256 === undefined ? '' : `, SHA-256 ${asCode(sha256)}`}`;
  };
  return bullets([
    ...files.created.map((path) => line('created', path)),
    ...files.modified.map((path) => line('modified', path)),
    ...files.deleted.map((path) => line('deleted', path)),
    ...(files.note === undefined ? [] : [asPlain(files.note)]),
  ]);
}

function callLines({ calls, callsLeftOut }: StepResponse): string {
  return bullets([
    ...calls.map(({ tool, subject, agent, risk, decision, action, by: who, outcome }) => {
      const how =
        decision === undefined
          ? 'the CLI did not ask'
          : `${risk ?? 'unknown'} risk, ${action ?? 'decided'} by ${who ?? 'unknown'}, ${outcome ?? 'unknown'} (${decision})`;
      const by = agent === undefined ? '' : ` of the sub-agent ${asCode(agent)}`;
      return `${asCode(tool)}${subject === '' ? '' : ` ${asCode(subject)}`}${by}: ${asPlain(how)}`;
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
  return `${valid ? 'yes' : 'no'}${failed ? ', since it could not be judged' : ''}: ${asPlain(reason)}`;
}

/** A text as a block of code: cut where it is long, since the response has all of it. */
function block(text: string): string {
  const most = limits.receiptTextCharsMax;
  return asBlock(
    text.length > most ? `${text.slice(0, most)}\n… (${text.length - most} more characters)` : text,
    'text',
  );
}
