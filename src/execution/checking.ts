import { whyUntypeable } from '../base/typeable.ts';
import { limits } from '../limits.ts';
import type { ExecutionOrder, StepOrder } from './execution.ts';
import { whyUnusable } from './schemaParts.ts';
import { estimateTokens } from './tokens.ts';

/** What is wrong with a list before it is run. */

/** A sentence about one task, or about the whole list where `n` is absent. An error keeps the list from being started. */
export interface Problem {
  readonly n?: number;
  readonly severity: 'error' | 'warning';
  readonly text: string;
}

/** All that is wrong with a list, errors and warnings, in the order of its tasks. */
export function problemsOf(order: ExecutionOrder): Problem[] {
  const { steps } = order;
  return [...ofList(order), ...ofEach(steps, (step, n) => ofStep(step, n, order))];
}

/** What is wrong with each task in turn, up to the one with which the errors are too many to tell, which is said then. */
export function ofEach<Task>(
  tasks: readonly Task[],
  look: (task: Task, n: number) => readonly Problem[],
): readonly Problem[] {
  const found: Problem[] = [];
  let errors = 0;
  for (const [index, task] of tasks.entries()) {
    if (errors >= limits.problemsToldMax)
      return [...found, error(undefined, `Task ${index} is the last that was looked at; correct these first.`)];
    const own = look(task, index + 1);
    errors += own.filter(({ severity }) => severity === 'error').length;
    found.push(...own);
  }
  return found;
}

function ofList({ path, steps }: ExecutionOrder): Problem[] {
  const found: Problem[] = [];
  if (steps.length === 0) found.push(error(undefined, 'The list has no tasks; give it at least one.'));
  if (steps.length > limits.executionStepsMax)
    found.push(
      error(
        undefined,
        `The list has ${steps.length} tasks and may have ${limits.executionStepsMax}; make several lists of it.`,
      ),
    );
  if (!path.startsWith('/'))
    found.push(error(undefined, `The folder '${path}' is no absolute path; give one that begins with '/'.`));
  return found;
}

function ofStep(step: StepOrder, n: number, order: ExecutionOrder): Problem[] {
  const before = order.steps.slice(0, n - 1);
  return [
    ...ofPrompt(step, n, order.tooLong),
    ...ofUses(step, n, order.steps.length),
    ...ofContext(step, n, order),
    ...ofAnswer(step, n),
    ...ofTwin(step, n, before),
  ];
}

function ofPrompt({ prompt }: StepOrder, n: number, tooLong: 'refuse' | 'cut'): Problem[] {
  if (prompt.trim() === '')
    return [error(n, `Task ${n} has an empty prompt; say what is to be done, or leave the task out.`)];
  const found: Problem[] = [];
  const first = /^[\s\p{Cc}]*([!#&/])/u.exec(prompt)?.[1];
  if (first !== undefined)
    found.push(
      error(
        n,
        `Task ${n} begins with '${first}', which switches the mode of the CLI's input box; begin it with a word.`,
      ),
    );
  const untypeable = whyUntypeable(prompt);
  if (untypeable !== undefined) found.push(error(n, `Task ${n} ${untypeable}.`));
  const most = limits.promptTokensMax;
  const tokens = estimateTokens(prompt);
  if (tokens > most) {
    const text = `The prompt of task ${n} takes about ${tokens} tokens and may take ${most}`;
    found.push(
      tooLong === 'cut'
        ? warning(n, `${text}; it will be cut in the middle.`)
        : error(n, `${text}; shorten it, or let it be cut.`),
    );
  }
  return found;
}

function ofUses({ uses }: StepOrder, n: number, all: number): Problem[] {
  const wrong = [...new Set(uses)].flatMap((used) => {
    if (!Number.isInteger(used) || used < 1 || used > all)
      return [
        error(n, `Task ${n} uses the result of task ${used}, which is not in the list; tasks count from 1 to ${all}.`),
      ];
    if (used === n) return [error(n, `Task ${n} uses its own result; a task can use only those before it.`)];
    if (used > n) return [error(n, `Task ${n} uses the result of task ${used}, which comes after it; put that first.`)];
    return [];
  });
  if (new Set(uses).size < uses.length)
    wrong.push(warning(n, `Task ${n} names a task twice in 'uses'; its result is quoted once.`));
  return wrong;
}

function ofContext({ context, uses }: StepOrder, n: number, { stopOnFailure }: ExecutionOrder): Problem[] {
  if (context !== 'same') return [];
  if (n === 1)
    return [
      error(n, "Task 1 is to go on in the context of the task before it, and there is none; make its context 'fresh'."),
    ];
  const found: Problem[] = [];
  if (uses.includes(n - 1))
    found.push(
      warning(
        n,
        `Task ${n} goes on in the context of task ${n - 1} and uses its result as well, which is then there twice.`,
      ),
    );
  if (!stopOnFailure)
    found.push(
      warning(
        n,
        `Task ${n} goes on in the context of task ${n - 1} even where that failed, since the list does not stop at failures.`,
      ),
    );
  return found;
}

function ofAnswer({ prompt, json, verify, validation }: StepOrder, n: number): Problem[] {
  const found: Problem[] = [];
  const why = json?.schema === undefined ? undefined : whyUnusable(json.schema);
  if (why !== undefined) found.push(error(n, `Task ${n}: ${why}`));
  if (verify?.trim() === '')
    found.push(error(n, `Task ${n} has an empty command to verify it; give one or leave it out.`));
  if (validation?.trim() === '')
    found.push(error(n, `Task ${n} has an empty question for its validation; give one or leave it out.`));
  if (json !== undefined && otherFormat.test(prompt))
    found.push(
      warning(n, `Task ${n} asks for an answer in another format, and its options ask for JSON; the options win.`),
    );
  return found;
}

/** A prompt that wants its answer as something else than JSON. */
const otherFormat =
  /\b(?:answer|reply|respond|output|return|result)\b[^.!?\n]{0,40}\b(?:as|in|with|only)\s+(?:plain text|markdown|yaml|xml|html|csv|a single word|one word|a table)\b/iu;

function ofTwin({ prompt, context }: StepOrder, n: number, before: readonly StepOrder[]): Problem[] {
  const own = plain(prompt);
  const twin = own === '' || context === 'same' ? -1 : before.findIndex((one) => plain(one.prompt) === own);
  return twin === -1 ? [] : [warning(n, `Task ${n} has the same prompt as task ${twin + 1}; it will be done twice.`)];
}

function plain(prompt: string): string {
  return prompt.replace(/\s+/gu, ' ').trim().toLowerCase();
}

function error(n: number | undefined, text: string): Problem {
  return n === undefined ? { severity: 'error', text } : { n, severity: 'error', text };
}

function warning(n: number, text: string): Problem {
  return { n, severity: 'warning', text };
}
