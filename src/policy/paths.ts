import type { Facts } from './facts.ts';
import { globsMayMeet, segmentMayMatch } from './glob.ts';
import type { PathRule, RuleSet } from './ruleSet.ts';
import type { Trace } from './trace.ts';
import type { Risk } from './verdict.ts';

/**
 * What is done with a path: `read` its content is shown, `scan` read but only matches or counts are shown, `name` only its
 * existence or metadata, `write` its content is changed, `create` a new
 * file or folder is made there, `artifact` a tool that builds or reports writes there,
 * `remove`, and `enter` as working directory.
 */
export type Access = 'read' | 'scan' | 'name' | 'write' | 'create' | 'artifact' | 'remove' | 'enter';

/** Where a path is looked at from. */
export interface Place {
  readonly rules: RuleSet;
  readonly facts: Facts;
  /** Folder that counts as the project. */
  readonly project: string;
  /** Folder of the session, which rules are compared with. */
  readonly root: string;
  /** Working directory of the command. */
  readonly cwd: string;
}

const harmlessDevices = new Set(['/dev/null', '/dev/stdout', '/dev/stderr', '/dev/stdin', '/dev/tty']);
/** Facts about the machine that are no secret. */
const machineFacts = new Set([
  '/proc/cpuinfo',
  '/proc/meminfo',
  '/proc/version',
  '/proc/loadavg',
  '/proc/uptime',
  '/etc/os-release',
]);
const changing: ReadonlySet<Access> = new Set(['write', 'create', 'artifact', 'remove']);

/** Names that a glob must not be able to reach: one of each kind of secret. */
export const secretSamples = [
  '.env',
  '.env.local',
  '.npmrc',
  '.netrc',
  '.git',
  '.aws',
  '.ssh',
  'id_rsa',
  'id_ed25519',
  'server.key',
  'server.pem',
  'credentials.json',
  'secrets.yml',
  'secrets.json',
  'key.p12',
  'secrets.txt',
  'passwords.txt',
  'prod.env',
  'main.tfstate',
  'prod.tfvars',
];

/** Joins a path as the user wrote it with the working directory, expands `~`, and removes `.` and `..` by text alone. */
export function absolutePath(text: string, cwd: string, home: string): string {
  const expanded = text === '~' || text.startsWith('~/') ? home + text.slice(1) : text;
  return normalise(expanded.startsWith('/') ? expanded : `${cwd}/${expanded}`);
}

function normalise(path: string): string {
  if (!path.includes('//') && !path.includes('/.') && !path.endsWith('/')) return path;
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  return `/${kept.join('/')}`;
}

/** The path the kernel arrives at: a `..` behind a link leaves the link's target, not the link. */
function kernelPath(text: string, cwd: string, facts: Facts): string {
  const absolute = absolutePath(text, cwd, facts.home);
  if (!text.includes('..')) return facts.realPathOf(absolute);
  const expanded = text.startsWith('~/') ? facts.home + text.slice(1) : text;
  let at = expanded.startsWith('/') ? '' : cwd;
  for (const segment of expanded.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') at = facts.realPathOf(at === '' ? '/' : at).replace(/\/[^/]*$/, '');
    else at = `${at}/${segment}`;
  }
  return facts.realPathOf(at === '' ? '/' : at);
}

/** Tells whether a path is the folder or lies below it; `/app` is no parent of `/app-evil`. */
export function isWithin(folder: string, path: string, platform: string): boolean {
  const [a, b] = platform === 'darwin' ? [folder.toLowerCase(), path.toLowerCase()] : [folder, path];
  return b === a || b.startsWith(a.endsWith('/') ? a : `${a}/`);
}

/** The project's roots; a session that works in `/` or above the home folder has none, or everything would be inside. */
function rootsOf(place: Place): string[] {
  const { facts, project } = place;
  return [project, ...facts.allowedRoots].filter(
    (root) => root !== '/' && (root === facts.home || !isWithin(root, facts.home, facts.platform)),
  );
}

/** Tells whether a path, as text and as the kernel resolves it, lies in the project. */
export function isInside(text: string, place: Place): boolean {
  const { facts } = place;
  const lexical = absolutePath(text, place.cwd, facts.home);
  const real = kernelPath(text, place.cwd, facts);
  const roots = rootsOf(place);
  return (
    roots.some((root) => isWithin(root, lexical, facts.platform)) &&
    roots.some((root) => isWithin(facts.realPathOf(root), real, facts.platform))
  );
}

function isIncluded(rule: PathRule, access: Access): boolean {
  if (rule.access === 'any') return true;
  return (rule.access === 'write') === changing.has(access);
}

/** One path as rules see it: absolute, and below the root of the project, `/` first, where it lies inside. */
interface Spelling {
  readonly absolute: string;
  readonly below?: string;
}

/** A path as it is written and as the kernel resolves it; one spelling where both are the same. */
function spellingsOf(text: string, place: Place, inside = isInside(text, place)): Spelling[] {
  const { facts } = place;
  const lexical = absolutePath(text, place.cwd, facts.home);
  const real = kernelPath(text, place.cwd, facts);
  if (!inside) return lexical === real ? [{ absolute: lexical }] : [{ absolute: lexical }, { absolute: real }];
  const roots = [...rootsOf(place), ...sessionRootOf(place)];
  const written = { absolute: lexical, below: belowRoot(lexical, roots, facts.platform) };
  if (lexical === real) return [written];
  return [written, { absolute: real, below: belowRoot(real, roots.map(facts.realPathOf), facts.platform) }];
}

/** A command that works in a sub-folder is still about the project that the session was started in; a home folder is none. */
function sessionRootOf({ root, project, facts }: Place): string[] {
  return root !== '/' && isWithin(root, project, facts.platform) && !isWithin(root, facts.home, facts.platform)
    ? [root]
    : [];
}

function belowRoot(path: string, roots: readonly string[], platform: string): string {
  const around = roots.filter((root) => isWithin(root, path, platform)).map((root) => root.split('/').length);
  return `/${path
    .split('/')
    .slice(Math.min(...around))
    .join('/')}`;
}

/** The gravest path rule that speaks of this path for this access; HIGH ones first because the rules are sorted so. */
function pathRuleFor(spellings: readonly Spelling[], access: Access, place: Place): PathRule | undefined {
  return place.rules.paths.find((rule) => {
    if (!isIncluded(rule, access)) return false;
    const speaks = (spelling: Spelling): boolean => speaksOf(rule, spelling, place);
    // A link must not make something harmless of what it leads to.
    return rule.risk === 'LOW' ? spellings.every(speaks) : spellings.some(speaks);
  });
}

function speaksOf(rule: PathRule, { absolute, below }: Spelling, place: Place): boolean {
  if (rule.place === 'project') return below !== undefined && covers(rule, below);
  if (rule.place === 'machine') return speaksOfMachine(rule, absolute, place);
  return rule.matches.test(absolute) && !(rule.except?.test(below ?? absolute) ?? false);
}

/** What holds of the whole project or the whole home folder, because of where it lies, tells nothing about what is in it. */
function speaksOfMachine(rule: PathRule, absolute: string, place: Place): boolean {
  const { facts } = place;
  const homes = [facts.home, facts.realPathOf(facts.home)].filter((home) => isWithin(home, absolute, facts.platform));
  const spoken = [absolute, ...homes.map((home) => `~${belowRoot(absolute, [home], facts.platform)}`)];
  if (!spoken.some((path) => covers(rule, path))) return false;
  const roots = rootsOf(place);
  return ![...roots, ...roots.map(facts.realPathOf), ...homes].some(
    (folder) => isWithin(folder, absolute, facts.platform) && covers(rule, folder),
  );
}

function covers(rule: PathRule, path: string): boolean {
  return rule.matches.test(path) && !(rule.except?.test(path) ?? false);
}

/** Looks at one path that a call names, and adds what is wrong with it. */
export function judgePath(text: string, access: Access, place: Place, trace: Trace): void {
  const { facts } = place;
  if (text.startsWith('~') && text !== '~' && !text.startsWith('~/')) {
    trace.high('path-other-home', `The path ${text} is in the home folder of somebody else.`);
    return;
  }
  const lexical = absolutePath(text, place.cwd, facts.home);
  if (harmlessDevices.has(lexical) || (machineFacts.has(lexical) && !changing.has(access))) return;
  const real = kernelPath(text, place.cwd, facts);
  trace.paths.add(lexical).add(real);
  if (isOwnHome(lexical, real, facts)) trace.high('own-folder', `${ownHomeReason} (${text})`);
  const inside = isInside(text, place);
  if (changing.has(access) && /(?:^|\/)-[^/]+$/.test(text)) {
    trace.high('path-option', 'A file name that begins with a dash can turn a later pattern into an option.');
  }
  const rule = pathRuleFor(spellingsOf(text, place, inside), access, place);
  if (rule && rule.risk !== 'LOW' && !(access === 'name' && inside && !changing.has(access) && rule.listing)) {
    trace.add(
      access === 'name' && rule.risk === 'HIGH' ? nameRisk(inside) : rule.risk,
      rule.id,
      `${rule.reason} (${text})`,
    );
  }
  if (inside) {
    if (changing.has(access) && lexical === place.project)
      trace.medium('path-project-root', 'The project folder as a whole is changed.');
    else if (changing.has(access) && access !== 'artifact' && rule === undefined) {
      trace.medium('path-not-source', `${text} is in the project, but in no source, test or documentation folder.`);
    } else if (access === 'write' && rule?.risk === 'LOW' && rule.output)
      trace.medium('path-output', `${text} is made by a build; it is not meant to be written by hand.`);
    return;
  }
  judgeOutside(text, lexical, access, place, trace);
}

/** Below the home folder of pcc: where recordings are played, in projects made for them; nothing of pcc's own is there. */
export const stages = '/run/demo';

const ownHomeReason = 'The folder belongs to the program that watches this session.';

/** Tells whether a path, as text or as the kernel resolves it, is in the home folder of pcc. */
function isOwnHome(lexical: string, real: string, { ownHome, platform, realPathOf }: Facts): boolean {
  if (ownHome === undefined) return false;
  const isIn = (home: string, path: string): boolean =>
    isWithin(home, path, platform) && !isWithin(`${home}${stages}`, path, platform);
  return isIn(ownHome, lexical) || isIn(realPathOf(ownHome), real);
}

/** That a secret file exists is no secret inside the project; elsewhere it tells where to look. */
function nameRisk(inside: boolean): Risk {
  return inside ? 'MEDIUM' : 'HIGH';
}

/** Output that is put aside in `/tmp` to be read later; nothing runs such a file. */
function isTemporaryText(lexical: string, { facts }: Place): boolean {
  return (
    /^\/(?:private\/)?tmp\/[\w-][\w.-]*\.(?:log|txt|out|err|json|diff|patch|csv|xml|html|md)$/.test(lexical) &&
    /^\/(?:private\/)?tmp\/[^/]+$/.test(facts.realPathOf(lexical))
  );
}

function judgeOutside(text: string, lexical: string, access: Access, place: Place, trace: Trace): void {
  if (changing.has(access) && access !== 'remove' && isTemporaryText(lexical, place)) {
    trace.medium('path-temporary', `${text} is a text in the folder for temporary files.`);
  } else if (changing.has(access)) {
    trace.high('path-outside', `${text} is outside the project and would be changed.`);
  } else if ((access === 'read' || access === 'scan') && holdsHome(lexical, place.facts)) {
    trace.high('path-home', `${text} holds the home folder with everything in it.`);
  } else trace.medium('path-outside', `${text} is outside the project.`);
}

function mayReach(pattern: string, ownHome: string): boolean {
  return globsMayMeet(`${ownHome}/**`, pattern) && !pattern.startsWith(`${ownHome}${stages}/`);
}

/** The user's home folder, or that of pcc. */
function holdsHome(folder: string, { home, ownHome, platform }: Facts): boolean {
  return isWithin(folder, home, platform) || (ownHome !== undefined && isWithin(folder, ownHome, platform));
}

/** Looks at a path with shell wildcards: where it can reach, and whether it can reach a secret. */
export function judgeGlob(pattern: string, access: Access, place: Place, trace: Trace): void {
  const { ownHome } = place.facts;
  const absolute = absolutePath(pattern, place.cwd, place.facts.home);
  if (access !== 'name') trace.globs.add(absolute);
  if (access !== 'name' && ownHome !== undefined && mayReach(absolute, ownHome))
    trace.high('own-folder', `${ownHomeReason} (${pattern})`);
  const segments = pattern.split('/');
  const first = segments.findIndex((segment) => /[*?[\\]/.test(segment));
  const fixed = segments.slice(0, first).join('/') || (pattern.startsWith('/') ? '/' : '.');
  const wild = segments.slice(first);
  if (wild.includes('..')) {
    trace.high('glob-parent', `The pattern ${pattern} climbs out of a folder that is not known.`);
    return;
  }
  if (wild.some((segment) => segment.startsWith('.') && /^\.[*?[]/.test(segment)) && access !== 'name') {
    trace.high('glob-secret', `The pattern ${pattern} reaches hidden files, secrets among them.`);
    return;
  }
  const last = segments.at(-1) ?? '';
  const bare = /^\*+$/.test(last);
  const reached =
    bare || access === 'name'
      ? undefined
      : secretSamples.find(
          (name) => wild.some((segment) => segmentMayMatch(segment, name)) && segmentMayMatch(last, name),
        );
  // What builds and test runs fill holds no secrets of the project; hidden names are none of a pattern's.
  if (
    reached !== undefined &&
    !(isOutput(`${fixed}/x`, place) && isInside(fixed, place) && /\.(?:json|txt|yml)$/.test(last))
  ) {
    trace.high('glob-secret', `The pattern ${pattern} can reach secrets such as ${reached}.`);
  }
  const folderAccess = changing.has(access) ? access : 'name';
  judgePath(
    /[*?[]/.test(last) && !bare ? `${fixed === '/' ? '' : fixed}/x${last.replace(/[*?[\]\\]/g, '')}` : `${fixed}/x`,
    folderAccess,
    place,
    trace,
  );
  if (bare && (access === 'read' || access === 'scan') && !isInside(`${fixed}/x`, place)) {
    trace.high('glob-everything', `The pattern ${pattern} reaches every file of a folder outside the project.`);
  } else if (bare && access === 'read' && !isSource(fixed, place)) {
    trace.medium('glob-everything', `The pattern ${pattern} shows every file of a folder that is no source folder.`);
  }
}

/** Tells whether builds and test runs make the file: what it held can be made again. */
export function isOutput(text: string, place: Place): boolean {
  return pathRuleFor(spellingsOf(text, place), 'write', place)?.output === true;
}

/** Tells whether a folder is one of those that hold sources, tests or documents. */
export function isSource(text: string, place: Place): boolean {
  const rule = pathRuleFor(spellingsOf(`${text}/x`, place), 'write', place);
  return rule?.risk === 'LOW' && !rule.output;
}
