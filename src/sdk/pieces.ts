import { createHash } from 'node:crypto';
import { PccError } from '../base/errors.ts';
import type { WrittenTask } from '../face/executions/tasks.ts';
import type { CcResult, CcTaskGiven } from './options.ts';

/** A part of a list that is run as one: it is known as a whole once the function that it may begin with was called. */
export interface Piece {
  /** UUIDv4 of its own; that of the first piece is the one of the whole. */
  readonly id: string;
  /** How many tasks stand before it. */
  readonly at: number;
  readonly size: number;
  /** Numbers (from 1) of those of its tasks that no function gives. */
  readonly written: readonly number[];
  /** Its tasks that no function gives, without `uses`, which are checked: behind the function, or all of them where there is none. */
  readonly known: readonly WrittenTask[];
  /** Its tasks; their `uses` count within it. */
  readonly tasks: (results: readonly CcResult[]) => Promise<readonly WrittenTask[]>;
}

/**
 * Cuts a list before each of its functions. What can be wrong with its fields and with what its tasks use is found here, before
 * anything is run, but for what the functions give.
 *
 * @throws PccError `invalid_input`.
 */
export async function piecesOf(tasks: readonly CcTaskGiven[], id: string): Promise<Piece[]> {
  if (tasks.length === 0) throw new PccError('invalid_input', 'The list has no tasks; give at least one.');
  // It loads the schemas, which nothing else here needs.
  const { writtenTask } = await import('../face/executions/writtenTask.ts');
  const starts = tasks.flatMap((task, index) => (index === 0 || typeof task === 'function' ? [index] : []));
  return starts.map((at, index) => {
    const given = tasks.slice(at, starts[index + 1]);
    const [first, ...rest] = given;
    const known = rest.map((task, place) => writtenTask(task, at + place + 2));
    const head = typeof first === 'function' ? undefined : writtenTask(first, at + 1);
    known.forEach((task, place) => {
      checkUses(task, { n: at + place + 2, at, earlier: head && [head, ...known.slice(0, place)] });
    });
    return {
      id: index === 0 ? id : derivedId(id, index),
      at,
      size: given.length,
      known: [...(head ? [head] : []), ...known].map(({ uses: _uses, ...task }) => task),
      written: given.flatMap((task, place) => (typeof task === 'function' ? [] : [place + 1])),
      tasks: async (results) => {
        const begin = typeof first === 'function' ? writtenTask(await first(results), at + 1) : head;
        const all = begin ? [begin, ...known] : known;
        all.forEach((task, place) => {
          checkUses(task, { n: at + place + 1, at, earlier: all.slice(0, place) });
        });
        if (at > 0 && begin?.context === 'same')
          throw new PccError(
            'invalid_input',
            `Task ${at + 1} is given by a function and begins a session of its own; it cannot go on in the context of task ${at}.`,
          );
        return all.map((task) => (task.uses ? { ...task, uses: task.uses.map((one) => within(one, at)) } : task));
      },
    };
  });
}

/** Where a task stands whose `uses` are looked at. */
interface Place {
  readonly n: number;
  /** How many tasks stand before its piece. */
  readonly at: number;
  /** The tasks of its piece before it; undefined while their names are not all known. */
  readonly earlier: readonly WrittenTask[] | undefined;
}

/** The daemon counts within a piece; what is wrong is told here with the numbers of the whole list. */
function checkUses({ uses = [] }: Pick<WrittenTask, 'uses'>, place: Place): void {
  for (const used of uses) {
    const why = typeof used === 'number' ? whyNoNumber(used, place) : whyNoName(used, place);
    if (why !== undefined) throw new PccError('invalid_input', `Task ${place.n} uses '${used}', ${why}.`);
  }
}

function whyNoNumber(used: number, { n, at }: Place): string | undefined {
  if (used >= n) return 'which is no task before it';
  return used > at ? undefined : beforeFunction;
}

function whyNoName(used: string, { at, earlier }: Place): string | undefined {
  if (earlier === undefined) return undefined;
  const found = earlier.filter(({ name }) => name === used).length;
  if (found === 0) return at === 0 ? 'which no task before it is called' : beforeFunction;
  return found === 1 ? undefined : 'which is the name of several tasks; give its number';
}

const beforeFunction =
  'which is no task between the last function and it; let a function put an earlier result into the prompt';

function within(used: number | string, at: number): number | string {
  return typeof used === 'number' ? used - at : used;
}

/** A UUIDv4 that is always the same for the same piece of the same list: called again, nothing is run twice. */
function derivedId(id: string, index: number): string {
  const hash = createHash('sha256').update(`${id.toLowerCase()}:${index}`).digest('hex');
  const variant = '89ab'.charAt(Number.parseInt(hash.charAt(16), 16) % 4);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
