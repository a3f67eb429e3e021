import type { BrainFacts } from '../../src/brain/brain.ts';
import type { ChoicePage, Matter } from '../../src/policy/consulting/matter.ts';

/** A project whose owner likes SQLite. */
export const facts: BrainFacts = {
  project: 'app',
  requirements: 'Build a small shop.',
  preferences: [
    { topic: 'Database', wish: 'SQLite' },
    { topic: '', wish: 'You may commit.' },
  ],
  past: [{ kind: 'question', asked: 'Which test runner?', chosen: 'Vitest', at: '2026-03-01T10:00:00.000Z' }],
  screen: ['╭──────────╮', '│ Which database? │', '❯ 1. PostgreSQL'],
};

/** Leave for a command that the policy leaves to the brain. */
export const commit: Extract<Matter, { kind: 'permission' }> = {
  kind: 'permission',
  call: { tool: 'Bash', input: { command: 'git commit -m "add a user type"' }, cwd: '/srv/app' },
  verdict: {
    risk: 'MEDIUM',
    action: 'ask-brain',
    rules: ['git-commit'],
    reasons: ['It writes to the history of the repository.'],
  },
};

export function page(changes: Partial<ChoicePage> = {}): ChoicePage {
  return {
    question: 'Which database?',
    header: 'Database',
    multi: false,
    choices: [
      { label: 'PostgreSQL', description: 'A server of its own.' },
      { label: 'SQLite', description: 'A file.' },
      { label: 'Drop everything', description: 'Start anew.', closed: 'It deletes.' },
    ],
    ...changes,
  };
}

export function question(...pages: ChoicePage[]): Exclude<Matter, { kind: 'permission' }> {
  return { kind: 'question', pages: pages.length > 0 ? pages : [page()], text: '' };
}

/** A signal that nobody uses. */
export const waiting = (): AbortSignal => new AbortController().signal;
