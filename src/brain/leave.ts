import type { Matter } from '../policy/consulting/matter.ts';
import type { Preference } from './brain.ts';

/** An act that the owner of a project may allow in the requirements, in so many words. */
interface Act {
  readonly name: string;
  /** The imperative, as a whole. */
  readonly said: string;
  /** Any word that speaks of the act at all: with a refusal or a condition beside it nothing is allowed. */
  readonly word: RegExp;
  /** Ids of the policy's rules that may have spoken, as `pcc explain` shows them. */
  readonly rules: RegExp;
  /** Forms of the command that do more than was allowed. */
  readonly beyond: RegExp;
  /** Whether it has to do with another place than the one that is meant where no place is named. */
  readonly elsewhere?: (command: string) => boolean;
}

const work = '(?: (?:all |the |your |my |these )*(?:work|changes|code|progress|files))?';
const installers = 'npm|pnpm|yarn|bun|pip3?|uv|poetry|cargo|go|gem|bundle|composer';

const acts: readonly Act[] = [
  {
    name: 'commit',
    said: `commit${work}(?: and push${work})?`,
    word: /\bcommit/i,
    rules: /^git\.(?:add|commit)$/,
    beyond: /--(?:amend|fixup|squash|reset-author|no-verify|author|date)\b|\s-[a-z]*n/,
  },
  {
    name: 'push',
    said: `(?:commit${work} and )?push${work}(?: to (?:origin|github|gitlab|the remote))?`,
    word: /\bpush/i,
    rules: /^git\.push$/,
    beyond:
      /--(?:force|delete|mirror|all|prune|tags|follow-tags|no-verify|repo|receive-pack|exec)|\s-[a-z]*[fdo]|\s[\w./-]*:\S|\s\+/,
    elsewhere: (command) => hasOtherRemote(command, ['origin']),
  },
  {
    name: 'pull',
    said: '(?:pull|fetch)(?: (?:the )?(?:latest|changes|code))?(?: (?:from )?(?:origin|the remote|upstream))?',
    word: /\b(?:pull|fetch)/i,
    rules: /^git\.(?:pull|fetch)$/,
    beyond: /--(?:force|prune|unshallow|all|multiple|upload-pack)|\s-[a-z]*[fp]|:\S|\s\+/,
    elsewhere: (command) => hasOtherRemote(command, ['origin', 'upstream']),
  },
  {
    name: 'install packages',
    said: '(?:install|add)(?: (?:any|the|all|new|npm|dev|needed|missing|required|npm))* (?:package|dependency|dependencie|librarie|library|module)s?',
    word: /\b(?:install|packages?|dependenc|librar(?:y|ies))/i,
    rules: new RegExp(`^(?:${installers})\\.(?:install|i|ci|add|get)$`),
    beyond:
      /\s-g\b|--(?:global|registry|index|extra|force|legacy|unsafe|user|system|prefix|target|break|git|path|branch|tag|find|before|script)|:\/\/|git\+|git@|file:|\.\.\/|\s[./~]|\s-[ert]\b/,
    elsewhere: hasOtherSource,
  },
  {
    name: 'search the web',
    said: '(?:search|use)(?: (?:on|in))? the (?:web|internet)',
    word: /\b(?:web|internet|online)\b/i,
    rules: /^web-search$/,
    beyond: /(?!)/,
  },
];

/** Words of each command of a line that stand behind a verb, without flags. */
function operandsAfter(verb: RegExp, command: string): string[][] {
  return command.split(/&&|\|\||[;|&\n]/).flatMap((part) => {
    const all = part
      .trim()
      .split(/\s+/)
      .map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
    const at = all.findIndex((word) => verb.test(word));
    return at < 0 ? [] : [all.slice(at + 1).filter((word) => !word.startsWith('-'))];
  });
}

/** Leave to push is leave for the place where the work comes from. */
function hasOtherRemote(command: string, known: readonly string[]): boolean {
  return operandsAfter(/^(?:push|pull|fetch)$/, command).some(
    ([remote]) => remote !== undefined && !known.includes(remote),
  );
}

const goHosts = /^(?:github\.com|golang\.org|google\.golang\.org|gopkg\.in)\/[\w./-]+(?:@[\w.-]+)?$/;

/** Anything but a name in the usual registry: a folder, an archive, a repository, `owner/name`. */
function hasOtherSource(command: string): boolean {
  const isGo = /\bgo\s+(?:get|install)\b/.test(command);
  return operandsAfter(/^(?:install|i|ci|add|get)$/, command)
    .flat()
    .some((word) => {
      if (isGo && goHosts.test(word)) return false;
      if (/\.(?:tgz|tar|gz|zip|whl|gem|crate)$/i.test(word) || /^(?:.*@)?(?!npm:)[a-z+-]+:/i.test(word)) return true;
      return word.includes('/') && !/^@[\w.-]+\/[\w.-]+(?:@[^/:]*)?$/.test(word);
    });
}

const lead =
  '(?:you (?:may|can|should|are allowed to) |please |always |feel free to |it is (?:ok|okay|fine) to |go ahead and |just )*';
const time =
  '(?: (?:after|at)(?: the end of)? (?:every|each) (?:\\w+ )?(?:step|task|change|feature|fix|milestone|session)| after (?:completing|finishing) (?:every|each|a) (?:step|task|feature)| (?:often|regularly|frequently|freely|yourself|as you go|as needed|when needed|whenever needed|if needed|early and often|you need|that you need|if you need (?:to|them)))*';
const restraint =
  /\b(?:never|not|don't|dont|avoid|ask|asking|approval|approve|permission|review|confirm|only|unless|except|until|without|before|no|nobody|must wait|wait|manual|manually|myself|by hand)\b/i;

/**
 * Why a call that the policy leaves to a brain is allowed by the requirements, as a sentence; undefined where it is not. It
 * must be said plainly for all that the call does, and nowhere be held back: leave to commit is no leave to push.
 */
export function allowedByPreferences(
  { call, verdict }: Extract<Matter, { kind: 'permission' }>,
  preferences: readonly Preference[],
): string | undefined {
  const { command } = call.input;
  const subject = typeof command === 'string' ? command : '';
  const used = verdict.rules.map((rule) => acts.find((act) => act.rules.test(rule)));
  if (used.length === 0) return undefined;
  const said: string[] = [];
  for (const act of used) {
    const line =
      act && !act.beyond.test(subject) && act.elsewhere?.(subject) !== true ? leaveFor(act, preferences) : undefined;
    if (act === undefined || line === undefined) return undefined;
    said.push(line);
  }
  return `The requirements allow it: ${[...new Set(said)].map((line) => `"${line}"`).join(', ')}.`;
}

/** The line that allows an act, if one does and no other line holds it back. */
function leaveFor(act: Act, preferences: readonly Preference[]): string | undefined {
  const lines = preferences
    .map(({ topic, wish }) => (topic === '' ? wish : `${topic}: ${wish}`))
    .filter((line) => act.word.test(line));
  if (lines.some((line) => restraint.test(line))) return undefined;
  const plain = new RegExp(`^${lead}${act.said}${time}[.!]?$`, 'i');
  const granted = new RegExp(
    `^(?:${act.said}|${act.name}s|committing|pushing|installing (?:packages|dependencies)): (?:yes|allowed|ok|okay|fine|always|after (?:every|each) (?:step|task|change|feature))[.!]?$`,
    'i',
  );
  return lines.find((line) => plain.test(line) || granted.test(line));
}

const plansMayGoOn =
  /^(?:you (?:may|can|should) |please |always |feel free to )*(?:proceed|go on|go ahead|continue|start)(?: with| from| on)?(?: all| any| the| your| my)* plans?(?: (?:right away|at once|directly|without waiting))?$|^(?:all |any |your )?plans? (?:may|can) (?:proceed|go on|start|be (?:approved|accepted|started|carried out|implemented))(?: (?:right away|at once|directly))?$|^plans?(?: approval)?: (?:yes|proceed|go ahead|go on|approved?|allowed)$/i;

/** The line that lets plans go on, if one does and no other line about plans holds them back. */
export function plansMayProceed(preferences: readonly Preference[]): string | undefined {
  const lines = preferences
    .map(({ topic, wish }) => (topic === '' ? wish : `${topic}: ${wish}`))
    .filter((line) => /\bplans?\b/i.test(line));
  const granting = lines.find((line) => plansMayGoOn.test(line));
  return lines.some((line) => line !== granting && restraint.test(line)) ? undefined : granting;
}
