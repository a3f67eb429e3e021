import type { ExecutionRecord, StepRecord } from '../../store/executions.ts';
import type { Redactor } from '../../policy/redact.ts';
import type { HookPort, HookWord } from '../executions/ports.ts';
import type { Config } from '../settings.ts';
import type { HookCaller } from './hookCaller.ts';
import type { HookEvent, HookFile } from './hookFiles.ts';
import type { HookEnd } from './hookRun.ts';
import type { PreAnswer } from './hookWords.ts';
import { afterTask, beforeTask, readAnswer } from './hookWords.ts';

/** What hooks around the tasks of lists take. */
export interface ListHooksParts {
  readonly caller: HookCaller;
  readonly hooksOf: (event: HookEvent) => readonly HookFile[];
  readonly config: () => Pick<Config, 'hooks.pre_failure'>;
  readonly redactor: () => Redactor;
}

/** The hooks around the tasks of lists. */
export class ListHooks implements HookPort {
  readonly #parts: ListHooksParts;

  constructor(parts: ListHooksParts) {
    this.#parts = parts;
  }

  /**
   * One hook after the other; each is told the prompt, and what would be typed with it, as those before it left it. The first that refuses, or that fails where that
   * refuses, has the last word.
   */
  async before(
    list: ExecutionRecord,
    step: StepRecord,
    typed: (prompt: string) => string | undefined,
  ): Promise<HookWord> {
    const { caller, hooksOf, config } = this.#parts;
    let { prompt } = step;
    const notes: string[] = [];
    for (const hook of hooksOf('pre-execution')) {
      const end = await caller.call(hook, beforeTask(list, step, { prompt, typed: typed(prompt) }), useOf(list));
      if (!end) return { refused: 'It was given up while a hook was asked.' };
      const said = this.#answerOf(hook, end);
      if ('failed' in said) {
        const failure = `The hook '${hook.path}' ${said.failed}`;
        if (config()['hooks.pre_failure'] === 'refuse') return { refused: `${failure}.`, notes };
        notes.push(`${failure}; the task began all the same, as hooks.pre_failure says.`);
        continue;
      }
      notes.push(...(said.notes ?? []));
      if (said.refuse !== undefined) return { refused: `The hook '${hook.path}' refused it: ${said.refuse}`, notes };
      if (said.prompt === undefined || said.prompt === prompt) continue;
      ({ prompt } = said);
      notes.push(`The hook '${hook.path}' changed its prompt.`);
    }
    return { ...(prompt === step.prompt ? {} : { prompt }), ...(notes.length === 0 ? {} : { notes }) };
  }

  /** What fails here is counted and told, and holds nothing up but for its time. */
  async after(list: ExecutionRecord, step: StepRecord): Promise<void> {
    const { caller, hooksOf, redactor } = this.#parts;
    for (const event of eventsOf(step)) {
      for (const hook of hooksOf(event)) {
        const told = redactor().json(afterTask(event, list, step));
        if (!(await caller.call(hook, told, useOf(list)))) return;
      }
    }
  }

  giveUp(list: string): void {
    this.#parts.caller.giveUp(list);
  }

  #answerOf(hook: HookFile, end: HookEnd): PreAnswer | { readonly failed: string } {
    if (!end.ok) return { failed: end.how };
    const said = readAnswer(end.output);
    if ('failed' in said) this.#parts.caller.misspoke(hook, said.failed);
    return said;
  }
}

function eventsOf({ state }: StepRecord): readonly HookEvent[] {
  if (state === 'refused') return ['on-error'];
  return state === 'failed' ? ['post-execution', 'on-error'] : ['post-execution'];
}

function useOf({ id, path }: ExecutionRecord): { readonly project: string; readonly group: string } {
  return { project: path, group: id };
}
