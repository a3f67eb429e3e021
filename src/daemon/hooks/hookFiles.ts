import type { Stats } from 'node:fs';
import { accessSync, constants, lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve, sep } from 'node:path';
import { sentenceOf, systemCode } from '../../base/errors.ts';
import { limits } from '../../limits.ts';
import type { Config } from '../settings.ts';

/** When hooks are called. */
export const hookEvents = ['pre-execution', 'post-execution', 'on-error', 'on-decision', 'on-escalation'] as const;
export type HookEvent = (typeof hookEvents)[number];

const keys = {
  'pre-execution': 'hooks.pre_execution',
  'post-execution': 'hooks.post_execution',
  'on-error': 'hooks.on_error',
  'on-decision': 'hooks.on_decision',
  'on-escalation': 'hooks.on_escalation',
} as const satisfies Record<HookEvent, keyof Config>;

/** A hook that a person has set up. */
export interface HookFile {
  readonly event: HookEvent;
  /** As it was named. */
  readonly path: string;
  /** A module is loaded by a process of its own, which calls its default export. */
  readonly kind: 'executable' | 'module';
  /** Why it cannot be called at all. */
  readonly problem?: string;
}

/** Where hooks are set up. */
export interface HookPlaces {
  readonly config: () => Pick<Config, (typeof keys)[HookEvent]>;
  /** Folder with a folder for each event. */
  readonly folder: string;
}

/**
 * The hooks of an event in the order in which they are called: those of the configuration, then the files of its folder by name;
 * names that begin with a dot are passed over. What was set up and cannot be called is among them, with its problem: a guard must
 * not be passed over because somebody misplaced it.
 */
export function hooksOf(event: HookEvent, { config, folder }: HookPlaces): readonly HookFile[] {
  const own = join(folder, event);
  const named = config()[keys[event]].map((path) => hookAt(event, path));
  const found = namesIn(own);
  const placed =
    typeof found === 'string'
      ? [{ ...hookAt(event, own), problem: found }]
      : found.map((name) => hookAt(event, join(own, name)));
  return [...named, ...placed].map((hook, index) =>
    index < limits.hooksMax ? hook : { ...hook, problem: `is one of more than ${limits.hooksMax} of its kind` },
  );
}

/** What stands in the folder of hooks and is no event: what a person put there is called by nobody. */
export function strayHooks(folder: string): readonly string[] {
  const names = namesIn(folder);
  if (typeof names === 'string') return [`The folder '${folder}' ${names}.`];
  const events: readonly string[] = hookEvents;
  return names
    .filter((name) => !events.includes(name))
    .map((name) => `'${join(folder, name)}' is no event of hooks; there are ${hookEvents.join(', ')}.`);
}

/**
 * Why a hook must not be called, as it lies in one of these folders or is reached through it; undefined where it may. Sessions write in
 * their projects, so that a hook in one would be a file of the project, whoever named it.
 */
export function projectFault(path: string, projects: readonly string[]): string | undefined {
  // A link on the way to it could be replaced as well as the file itself.
  const places = [path, ...foldersAbove(path)].flatMap(realPathOf);
  const project = projects.find((folder) => realPathOf(folder).some((root) => places.some((at) => isWithin(at, root))));
  return project === undefined
    ? undefined
    : `lies in the project '${project}', where sessions write; keep it elsewhere, such as in the folder of hooks`;
}

/** Tells whether a hook and what it points to lie in the folder of hooks, in which policy lets no session write. */
export function isInHooksFolder(path: string, folder: string): boolean {
  return isWithin(path, folder) && realPathOf(path).some((at) => realPathOf(folder).some((root) => isWithin(at, root)));
}

/** Nothing for what is gone: that is told of a hook before, and a project that is gone holds nothing. */
function realPathOf(path: string): string[] {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
}

function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

function hookAt(event: HookEvent, path: string): HookFile {
  const kind = ['.mjs', '.js'].includes(extname(path)) ? 'module' : 'executable';
  const problem = faultOf(path, kind);
  return { event, path, kind, ...(problem === undefined ? {} : { problem }) };
}

/** The end of a sentence that begins with its path. */
function faultOf(path: string, kind: HookFile['kind']): string | undefined {
  try {
    const real = realpathSync(path);
    if (isLinkToLink(path)) return 'is a link to another link; name the file itself';
    const file = statSync(real);
    if (!file.isFile()) return 'is no file';
    if (!isOwn(lstatSync(path)) || !isOwn(file)) return 'is not your own file';
    if (isOpen(file)) return `can be written by others; run \`chmod go-w '${real}'\` if its contents are yours`;
    const unsafe = [...foldersAbove(path), ...foldersAbove(real)].find(isUnsafeFolder);
    if (unsafe !== undefined) return unsafeFolder(unsafe);
    accessSync(real, kind === 'module' ? constants.R_OK : constants.X_OK);
    return undefined;
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    if (code === 'ENOENT') return 'does not exist';
    return code === 'EACCES' && kind === 'executable'
      ? `is no program that may be run; run \`chmod u+x '${path}'\``
      : `cannot be read (${sentenceOf(error)})`;
  }
}

/** What stands in between could be anybody's. */
function isLinkToLink(path: string): boolean {
  if (!lstatSync(path).isSymbolicLink()) return false;
  return lstatSync(resolve(dirname(path), readlinkSync(path))).isSymbolicLink();
}

/** Names in a folder, sorted; none where it does not exist, and the end of a sentence where it cannot be read. */
function namesIn(folder: string): readonly string[] | string {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    return `cannot be read (${sentenceOf(error)})`;
  }
}

function foldersAbove(path: string): string[] {
  const above = dirname(path);
  return above === path ? [] : [above, ...foldersAbove(above)];
}

function unsafeFolder(folder: string): string {
  const found = statSync(folder);
  const why =
    found.uid === unmappedUid && !isOwn(found)
      ? `whose owner is unknown (uid ${unmappedUid}, as of everybody whom a user namespace does not map), so that`
      : 'in which';
  return `stands in '${folder}', ${why} others can put another file in its place`;
}

/** As whom Linux shows an owner that the user namespace does not map. */
const unmappedUid = 65_534;

/**
 * Others could put a file of theirs in place of one in it. A folder like `/tmp` lets nobody replace what belongs to another. An owner
 * whom the user namespace does not map may be root, or anybody else outside: both look the same, so that neither is let pass.
 */
function isUnsafeFolder(folder: string): boolean {
  const found = statSync(folder);
  return !(isOwn(found) || found.uid === 0) || (isOpen(found) && (found.mode & 0o1000) === 0);
}

function isOpen({ mode }: Stats): boolean {
  return (mode & 0o022) !== 0;
}

function isOwn({ uid }: Stats): boolean {
  return uid === process.getuid?.();
}
