import { stringify } from 'csv-stringify/sync';
import type { Result } from '../api/methods.ts';

type Step = Result<'execution.history'>['steps'][number];

/** Columns of a history, in order, and what stands in them. */
const columns: Readonly<Record<string, (step: Step) => string | number | undefined>> = {
  execution: ({ execution }) => execution,
  n: ({ n }) => n,
  uuid: ({ uuid }) => uuid,
  name: ({ name }) => name,
  state: ({ state }) => state,
  why: ({ why }) => why,
  class: (step) => step.class,
  complexity: ({ complexity }) => complexity,
  context: ({ context }) => context,
  started_at: ({ startedAt }) => startedAt,
  ended_at: ({ endedAt }) => endedAt,
  took_ms: ({ tookMs }) => tookMs,
  ran_ms: ({ ranMs }) => ranMs,
  predicted_ms: ({ predictedMs }) => predictedMs,
  echoed: ({ echoed }) => told(echoed),
  valid: ({ validation }) => told(validation?.valid),
  validation: ({ validation }) => validation?.reason,
  files_created: ({ files }) => listed(files?.created),
  files_modified: ({ files }) => listed(files?.modified),
  files_deleted: ({ files }) => listed(files?.deleted),
  input_tokens: ({ usage }) => usage?.input,
  output_tokens: ({ usage }) => usage?.output,
  cache_read_tokens: ({ usage }) => usage?.cacheRead,
  cache_write_tokens: ({ usage }) => usage?.cacheWrite,
  path: ({ path }) => path,
  session: ({ session }) => session,
  receipt: ({ receipt }) => receipt,
  response: ({ response }) => response,
  prompt: ({ prompt }) => prompt,
  text: ({ text }) => text,
  object: ({ object }) => (object === undefined ? undefined : JSON.stringify(object)),
};

/**
 * Tasks of lists as CSV with a line of names (RFC 4180, lines end with LF). A cell that a spreadsheet would take for a formula gets
 * an apostrophe before it: prompts and answers are other people's words. Controls other than tab and line break become U+FFFD.
 */
export function historyCsv(steps: readonly Step[]): string {
  const rows = steps.map((step) =>
    Object.values(columns).map((cell) => {
      const value = cell(step);
      return typeof value === 'string' ? safe(value) : value;
    }),
  );
  return stringify([Object.keys(columns), ...rows], { escape_formulas: true });
}

/** The package sees to cells that begin with such a sign, and not to those with blanks before it. */
function safe(text: string): string {
  const plain = text.replaceAll('\r\n', '\n').replace(controls, '\ufffd');
  return /^\s+[=+\-@＝＋－＠]/.test(plain) ? `'${plain}` : plain;
}

const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

function told(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function listed(paths: readonly string[] | undefined): string | undefined {
  return paths === undefined || paths.length === 0 ? undefined : paths.join('\n');
}
