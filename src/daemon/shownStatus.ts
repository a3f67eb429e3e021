import type { Status } from '../api/methods.ts';
import type { Json } from '../base/json.ts';
import { limits } from '../limits.ts';
import type { Redactor } from '../policy/redact.ts';
import { boundedTasks } from './boundedTasks.ts';
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

/** What a session's fields were redacted to last. */
interface Shown {
  readonly redactor: Redactor;
  readonly fields: Map<string, { readonly json: string; readonly value: Json | undefined }>;
}

/**
 * Gives a status as it may leave the daemon, its tasks bounded. A person's own files count in every session that lives; what screen and queue hold
 * has not gone through the store and is redacted here. Looking for secrets takes milliseconds and most of a status stays as it
 * was: of a session that lives only what has changed since the last time is looked at.
 */
export function shownStatus({ home, secrets, problems }: ShownParts): (status: Status) => Status {
  const known = new Map<string, Shown>();
  return (status) => {
    const redactor = secrets.current();
    if (status.phase === 'ended') {
      known.delete(status.id);
      const told = redactor.json(status) as unknown as Status;
      return { ...told, queue: boundedTasks(told.queue, limits.statusTextCharsMax) };
    }
    const warnings = [...new Set([...status.warnings, ...brokenIn(problems(), home.rulesFolder)])];
    let shown = known.get(status.id);
    if (shown?.redactor !== redactor) shown = { redactor, fields: new Map() };
    known.delete(status.id);
    known.set(status.id, shown);
    for (const oldest of known.keys()) {
      if (known.size <= limits.fleetEndedMax) break;
      known.delete(oldest);
    }
    const { fields } = shown;
    const entries = Object.entries({ ...status, warnings }).map(([name, value]) => {
      const json = JSON.stringify(value);
      const before = fields.get(name);
      if (before?.json === json) return [name, before.value];
      const redacted = (redactor.json({ [name]: value }) as Record<string, Json | undefined>)[name];
      const told = name === 'queue' ? boundedQueue(redacted) : redacted;
      fields.set(name, { json, value: told });
      return [name, told];
    });
    return Object.fromEntries(entries) as Status;
  };
}

/** Tasks of a session can have megabytes, and each change of it is told to all who watch. */
function boundedQueue(queue: Json | undefined): Json {
  return boundedTasks(queue as unknown as Status['queue'], limits.statusTextCharsMax);
}

/** The sentences on a file, or on the files of a folder, that are broken. */
export function brokenIn(problems: readonly FileProblem[], place: string): string[] {
  return problems.flatMap(({ file, sentence }) => (file.startsWith(place) ? [sentence] : []));
}
