import type { JsonObject } from '../../src/base/json.ts';
import { isObject, parseJson } from '../../src/base/json.ts';
import type { RecordedRequest } from '../../src/claude/lab/scriptedApi.ts';

/**
 * What the requests of the API show of lists of tasks, whatever pcc says of them. Each task is asked with a word of its own and its
 * answer is one: where a word turns up in a request of another task, a context was shared.
 */

/** The word that only the prompt of this task holds. */
export function askWord(list: string, n: number): string {
  return `ask-${list}-${n}-qz`;
}

/** The word that only its answer holds. */
export function toldWord(list: string, n: number): string {
  return `told-${list}-${n}-qz`;
}

/** The task that a text asks, by its word. */
export function askedIn(text: string): { readonly list: string; readonly n: number } | undefined {
  const found = /\bask-([a-z]+)-(\d+)-qz\b/.exec(text);
  return found ? { list: found[1] ?? '', n: Number(found[2]) } : undefined;
}

/** A list as it was given, and the uuids that its tasks got. */
export interface Known {
  readonly list: string;
  readonly steps: readonly { readonly n: number; readonly uuid: string; readonly uses: readonly number[] }[];
}

/** A request that belongs to a task. */
interface Seen {
  /** Its place among all requests. */
  readonly at: number;
  readonly list: string;
  readonly n: number;
  /** Of the conversation itself, with no result of a tool yet. */
  readonly isFirst: boolean;
  /** By which the CLI names the conversation to the API. */
  readonly conversation: string | undefined;
  readonly texts: readonly string[];
}

/** Sentences about what should not be: order, repetitions, shared contexts, tasks that are missing. None where all is well. */
export function faultsIn(requests: readonly RecordedRequest[], lists: readonly Known[]): string[] {
  const faults: string[] = [];
  const seen = requests.flatMap((request, at) => seenIn(request, at, faults));
  const owners = new Map(
    lists.flatMap(({ list, steps }) => steps.map(({ n, uuid }) => [uuid, nameOf({ list, n })] as const)),
  );
  for (const one of seen) {
    const step = lists.find(({ list }) => list === one.list)?.steps.find(({ n }) => n === one.n);
    faults.push(...strangersIn(one, step?.uses ?? [], owners));
  }
  for (const known of lists) faults.push(...courseOf(known, seen));
  faults.push(...sharedConversations(seen));
  return [...new Set(faults)];
}

function seenIn({ body, place }: RecordedRequest, at: number, faults: string[]): Seen[] {
  if (!isObject(body)) return [];
  const texts = textsOf(body);
  const asked = new Set(texts.flatMap((text) => text.match(/\bask-[a-z]+-\d+-qz\b/g) ?? []));
  const [word, ...others] = asked;
  if (others.length > 0) faults.push(`Request ${at} holds the prompts of several tasks: ${[...asked].join(', ')}.`);
  const owner = word === undefined ? undefined : askedIn(word);
  if (!owner) {
    const told = texts.flatMap((text) => text.match(/\btold-[a-z]+-\d+-qz\b/g) ?? []);
    if (told.length > 0) faults.push(`Request ${at} holds ${told.join(', ')} and no prompt.`);
    return [];
  }
  const conversation = place ? conversationOf(body) : undefined;
  return [{ at, ...owner, isFirst: place?.turn === 0, conversation, texts }];
}

/** Words and uuids of other tasks, but for results that were quoted on purpose. */
function strangersIn(
  { at, list, n, texts }: Seen,
  uses: readonly number[],
  owners: ReadonlyMap<string, string>,
): string[] {
  const own = nameOf({ list, n });
  return texts.flatMap((text) => {
    const quoted: string[] = [];
    const rest = text.replace(
      /<(result-of-task-(\d+)-[0-9a-f]{8})>\n([^]*?)\n<\/\1>/g,
      (_, _mark, from: string, data: string) => {
        const words = data.match(/\b(?:ask|told)-[a-z]+-\d+-qz\b/g) ?? [];
        const isWanted = uses.includes(Number(from)) && words.length === 1 && words[0] === toldWord(list, Number(from));
        if (!isWanted)
          quoted.push(`Request ${at} of ${own} quotes task ${from} with ${words.join(', ') || 'nothing'}.`);
        return '';
      },
    );
    const words = (rest.match(/\b(?:ask|told)-[a-z]+-\d+-qz\b/g) ?? []).filter(
      (word) => word !== askWord(list, n) && word !== toldWord(list, n),
    );
    const uuids = [...owners].filter(([uuid, owner]) => owner !== own && text.includes(uuid)).map(([, owner]) => owner);
    return [
      ...quoted,
      ...words.map((word) => `Request ${at} of ${own} holds ${word}.`),
      ...uuids.map((owner) => `Request ${at} of ${own} holds the uuid of ${owner}.`),
    ];
  });
}

/** Each task once, one after the other. */
function courseOf({ list, steps }: Known, all: readonly Seen[]): string[] {
  const seen = all.filter((one) => one.list === list);
  const faults: string[] = [];
  let last = -1;
  for (const { n, uses } of steps) {
    const own = seen.filter((one) => one.n === n);
    const [first] = own;
    const name = nameOf({ list, n });
    if (!first) {
      faults.push(`There was no request of ${name}.`);
      continue;
    }
    if (first.at < last) faults.push(`Request ${first.at} of ${name} came before request ${last} of the task before.`);
    last = own.at(-1)?.at ?? last;
    const begun = own.filter(({ isFirst }) => isFirst).length;
    if (begun !== 1) faults.push(`${name} was begun ${begun} times.`);
    const typed = Math.max(...own.map(({ texts }) => texts.filter((text) => text.includes(askWord(list, n))).length));
    if (typed !== 1) faults.push(`The prompt of ${name} stands ${typed} times in one conversation.`);
    const missing = uses.filter((used) => !first.texts.some((text) => text.includes(toldWord(list, used))));
    if (missing.length > 0) faults.push(`${name} was not given the result of task ${missing.join(', ')}.`);
  }
  return faults;
}

/** The CLI begins another conversation for each task. */
function sharedConversations(seen: readonly Seen[]): string[] {
  const owners = new Map<string, Set<string>>();
  for (const { conversation, ...one } of seen) {
    if (conversation === undefined) continue;
    owners.set(conversation, (owners.get(conversation) ?? new Set()).add(nameOf(one)));
  }
  const faults = [...owners.values()]
    .filter(({ size }) => size > 1)
    .map((names) => `One conversation of the CLI is of ${[...names].join(' and ')}.`);
  const all = new Set(seen.map(nameOf)).size;
  if (owners.size !== all) faults.push(`${all} tasks were worked on in ${owners.size} conversations of the CLI.`);
  return faults;
}

function nameOf({ list, n }: { readonly list: string; readonly n: number }): string {
  return `task ${n} of ${list}`;
}

/** The CLI puts the id of its session into what it tells of the user. */
function conversationOf({ metadata }: JsonObject): string | undefined {
  const user = isObject(metadata) ? metadata['user_id'] : undefined;
  if (typeof user !== 'string') return undefined;
  const told = parseJson(user);
  if (isObject(told) && typeof told['session_id'] === 'string') return told['session_id'];
  return /session_([0-9a-f-]{36})/.exec(user)?.[1];
}

/** All texts in it, however deep. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return (value as unknown[]).flatMap(textsOf);
  return isObject(value) ? Object.values(value).flatMap(textsOf) : [];
}
