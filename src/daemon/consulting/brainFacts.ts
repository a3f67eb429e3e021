import { basename } from 'node:path';
import type { Json } from '../../base/json.ts';
import type { BrainFacts, PastAnswer, Preference } from '../../brain/brain.ts';
import { limits } from '../../limits.ts';
import type { Matter } from '../../policy/consulting/matter.ts';
import type { Redactor } from '../../policy/redact.ts';

/** What a brain may be told of a session, as it is. */
export interface Known {
  /** Real path of the project. */
  readonly path: string;
  readonly requirements: string;
  /** A person named the file; else they were found in the project. */
  readonly requirementsGiven: boolean;
  readonly past: readonly PastAnswer[];
  readonly screen: readonly string[];
}

/** Reads what the owner of a project prefers out of its requirements. */
export type ReadPreferences = (requirements: string) => readonly Preference[];

/**
 * The facts for a brain, without secrets. What was found in the project answers questions and gives no leave: project files
 * cannot loosen the policy, so that a brain that is asked for leave does not see it.
 */
export function brainFacts(
  known: Known,
  about: Matter['kind'],
  preferencesIn: ReadPreferences,
  redactor: Redactor,
): BrainFacts {
  const counts = known.requirementsGiven || about !== 'permission';
  const requirements = counts ? redactor.text(known.requirements).slice(0, limits.requirementsCharsMax) : '';
  return {
    project: redactor.text(basename(known.path)),
    requirements,
    preferences: preferencesIn(requirements),
    past: redactor.json(known.past as unknown as Json) as unknown as PastAnswer[],
    // A secret may stand across two rows: the rows are gone through together.
    screen: redactor.rows(known.screen),
  };
}

/** What a brain is asked, without secrets. Choices keep their places: they are answered by their index. */
export function redactedMatter(matter: Matter, redactor: Redactor): Matter {
  return redactor.json(matter as unknown as Json) as unknown as Matter;
}
