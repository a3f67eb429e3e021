import { describe, expect, test } from 'vitest';
import { preferencesIn } from '../../../src/brain/preferences.ts';
import type { Known } from '../../../src/daemon/consulting/brainFacts.ts';
import { brainFacts } from '../../../src/daemon/consulting/brainFacts.ts';
import { limits } from '../../../src/limits.ts';
import type { Matter } from '../../../src/policy/consulting/matter.ts';
import { redactor } from '../../../src/policy/redact.ts';

const requirements = '## Preferences\n\n- Database: SQLite\n- You may push\n';

function factsFor(about: Matter['kind'], known: Partial<Known>): ReturnType<typeof brainFacts> {
  const all = { path: '/work/app', requirements, requirementsGiven: false, past: [], screen: [], ...known };
  return brainFacts(all, about, preferencesIn, redactor(['mulberry-7731-gate']));
}

describe('what a brain is told of the requirements', () => {
  test('what was found in the project answers questions and gives no leave', () => {
    expect(factsFor('permission', {})).toMatchObject({ requirements: '', preferences: [] });
    for (const about of ['question', 'plan', 'prose'] as const)
      expect(factsFor(about, {}).preferences.map(({ wish }) => wish)).toEqual(['SQLite', 'You may push']);
  });

  test('what a person named gives leave too', () => {
    expect(factsFor('permission', { requirementsGiven: true }).preferences).toHaveLength(2);
  });

  test('a secret on the edge of what is told is hidden before the text is cut', () => {
    const filler = 'x'.repeat(limits.requirementsCharsMax - 9);
    const facts = factsFor('question', { requirements: `${filler} mulberry-7731-gate and more` });
    expect(facts.requirements).not.toContain('mulberry');
  });
});
