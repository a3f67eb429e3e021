import type { Brain } from '../../api/methods.ts';

/** Options that many verbs have. */

/** The names of `Brain` as values; the method table itself is not loaded, since it would slow down every command. */
export const brains = ['none', 'rules', 'ollama', 'gemini'] as const satisfies readonly Brain[];

export const brainOption = ['-b, --brain <name>', 'Who answers what the rules leave open.', brains] as const;

export const jsonOption = ['--json', 'Print JSON for programs.'] as const;
