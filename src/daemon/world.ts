import { lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Facts } from '../policy/facts.ts';
import type { World } from '../policy/judge.ts';
import { readRules } from './ruleFiles.ts';
import { shippedRulesFolder } from './yamlFiles.ts';

/** What the policy may know about this machine, looked up when it is asked; `ownHome` is the home folder of pcc. */
export function machineFacts(ownHome?: string): Facts {
  return {
    home: homedir(),
    ...(ownHome === undefined ? {} : { ownHome }),
    platform: process.platform,
    allowedRoots: [],
    realPathOf: (path) => realPathOf(path),
    gitConfigIsClean,
  };
}

let shipped: World | undefined;

/** The shipped rules on this machine, without anybody's own. */
export function defaultWorld(): World {
  shipped ??= { rules: readRules({ shipped: shippedRulesFolder() }), facts: machineFacts() };
  return shipped;
}

/** A chain of links longer than this is none: the limit of the kernel. Source: path_resolution(7). */
const linksMax = 40;

/**
 * Real path of the deepest existing parent, joined with the part that does not exist yet. A link whose target does not exist
 * leads to that target all the same: who writes through it makes the target.
 */
export function realPathOf(path: string, links = linksMax): string {
  const above = dirname(path);
  if (above === path) return path;
  const kind = kindOf(path);
  try {
    if (kind !== 'none') return realpathSync.native(path);
  } catch {
    if (kind === 'link' && links > 0)
      return realPathOf(resolve(realPathOf(above, links - 1), readlinkSync(path)), links - 1);
  }
  return join(realPathOf(above, links), path.slice(above.length));
}

function kindOf(path: string): 'none' | 'link' | 'other' {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found === undefined ? 'none' : found.isSymbolicLink() ? 'link' : 'other';
  } catch {
    // Too long, below a file, or in a folder that may not be searched: a child of the same user meets the same.
    return 'none';
  }
}

/**
 * Settings by which a repository has git run a program or read further files. Source: git-config(1).
 */
const runsPrograms =
  /^(?:core\.(?:fsmonitor|pager|editor|hookspath|sshcommand|askpass|gitproxy|attributesfile|worktree)|(?:diff|merge|filter|difftool|mergetool|pager|alias|credential|gpg|interactive|sequence|include|includeif|url|uploadpack|remote|man|browser|trailer|submodule|gui|guitool|ssh|sendemail|web|notes|ext)\.)/;

/** Keys of those sections that only name things: remotes' addresses and branches, and the usual ways to show a diff. */
const harmless =
  /^(?:remote\.[^=]*\.(?:url|fetch|push|tagopt|prune|mirror|pushurl)|diff\.(?:algorithm|renames|renamelimit|colormoved|noprefix|mnemonicprefix|context|indentheuristic|wserrorhighlight)|merge\.(?:ff|conflictstyle|renames|log|stat)|pager\.[a-z-]+=(?:true|false)|core\.fsmonitor=(?:true|false)|submodule\.[^=]*\.(?:url|active|branch|path)|submodule\.recurse|notes\.displayref)(?:=|$)/;

/** True when the configuration of the repository around a folder was read and names no program to run. */
export function gitConfigIsClean(folder: string): boolean {
  const gitFolder = gitFolderAbove(folder);
  if (gitFolder === undefined) return true;
  const common = commonFolder(gitFolder);
  return [join(common, 'config'), join(gitFolder, 'config.worktree')].every((file) => {
    const text = textOf(file);
    return (
      text === undefined || settingsIn(text).every((setting) => !runsPrograms.test(setting) || harmless.test(setting))
    );
  });
}

function gitFolderAbove(folder: string): string | undefined {
  const candidate = join(folder, '.git');
  const stat = statSync(candidate, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return candidate;
  if (stat?.isFile()) {
    const target = /^gitdir: (.+)$/m.exec(textOf(candidate) ?? '')?.[1];
    return target === undefined ? candidate : resolve(folder, target.trim());
  }
  const above = dirname(folder);
  return above === folder ? undefined : gitFolderAbove(above);
}

/** A linked worktree keeps its configuration in the main repository. */
function commonFolder(gitFolder: string): string {
  const common = textOf(join(gitFolder, 'commondir'))?.trim();
  return common === undefined ? gitFolder : resolve(gitFolder, common);
}

/** `section.subsection.key=value` for every setting, names in lower case. A file that is not understood is not clean. */
function settingsIn(text: string): string[] {
  let section = '';
  const settings: string[] = [];
  for (const raw of text.split('\n')) {
    const header = /^\s*\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\](.*)$/.exec(raw);
    if (header)
      section = [header[1] ?? '', header[2]]
        .filter((part) => part !== undefined)
        .join('.')
        .toLowerCase();
    const line = (header ? (header[3] ?? '') : raw).trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const match = /^([A-Za-z][\w-]*)\s*(?:=\s*(.*))?$/.exec(line);
    if (!match || line.endsWith('\\')) return ['include.path=?'];
    settings.push(`${section}.${(match[1] ?? '').toLowerCase()}=${match[2] ?? 'true'}`);
  }
  return settings;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
