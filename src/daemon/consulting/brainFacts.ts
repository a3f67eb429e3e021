import { basename } from 'node:path';
import type { Json } from '../../base/json.ts';
import type { BrainFacts, PastAnswer, Preference } from '../../brain/brain.ts';
import { limits } from '../../limits.ts';
import type { Matter } from '../../policy/consulting/matter.ts';
import { redact, redactJson } from '../../policy/redact.ts';

/** What a brain may be told of a session, as it is. */
export interface Known {
  /** Real path of the project. */
  readonly path: string;
  readonly requirements: string;
  readonly past: readonly PastAnswer[];
  readonly screen: readonly string[];
}

/** Reads what the owner of a project prefers out of its requirements. */
export type ReadPreferences = (requirements: string) => readonly Preference[];

/** The facts for a brain, without secrets. */
export function brainFacts(known: Known, preferencesIn: ReadPreferences): BrainFacts {
  const requirements = redact(known.requirements.slice(0, limits.requirementsCharsMax));
  return {
    project: redact(basename(known.path)),
    requirements,
    preferences: preferencesIn(requirements),
    past: redactJson(known.past as unknown as Json) as unknown as PastAnswer[],
    // A secret may stand across two rows: the rows are gone through together.
    screen: redact(known.screen.join('\n')).split('\n'),
  };
}

/** What a brain is asked, without secrets. Choices keep their places: they are answered by their index. */
export function redactedMatter(matter: Matter): Matter {
  return redactJson(matter as unknown as Json) as unknown as Matter;
}
