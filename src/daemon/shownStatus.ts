import type { Status } from '../api/methods.ts';
import type { Home } from './home.ts';
import type { SecretValues } from './secretValues.ts';
import type { FileProblem } from './yamlFiles.ts';

/** What a status is completed with before anybody sees it. */
interface ShownParts {
  readonly home: Pick<Home, 'rulesFolder'>;
  readonly secrets: Pick<SecretValues, 'current'>;
  /** Files that are broken at the moment. */
  readonly problems: () => readonly FileProblem[];
}

/**
 * Gives a status as it may leave the daemon. A person's own files count in every session that lives; what screen and queue hold
 * has not gone through the store and is redacted here.
 */
export function shownStatus({ home, secrets, problems }: ShownParts): (status: Status) => Status {
  return (status) => {
    const broken = status.phase === 'ended' ? [] : brokenIn(problems(), home.rulesFolder);
    const warnings = [...new Set([...status.warnings, ...broken])];
    return secrets.current().json({ ...status, warnings }) as unknown as Status;
  };
}

/** The sentences on a file, or on the files of a folder, that are broken. */
export function brokenIn(problems: readonly FileProblem[], place: string): string[] {
  return problems.flatMap(({ file, sentence }) => (file.startsWith(place) ? [sentence] : []));
}
