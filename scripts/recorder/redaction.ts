import { homedir, hostname, userInfo } from 'node:os';
import { PccError } from '../../src/base/errors.ts';
import { labSecrets } from '../../src/claude/lab/isolatedHome.ts';

/** What betrays the machine or the person when it stands in a recording, each with its name for the error. */
export function forbiddenIn(text: string): string[] {
  return Object.entries(patterns())
    .filter(([, pattern]) => pattern.test(text))
    .map(([name]) => name);
}

/** @throws PccError `failed` when a text to be written betrays something; nothing is rewritten, since that would move cells. */
export function assertRedacted(texts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(texts)) {
    const found = forbiddenIn(text);
    if (found.length > 0)
      throw new PccError('failed', `The recording '${name}' holds ${found.join(', ')}; it is not written.`);
  }
}

function patterns(): Record<string, RegExp> {
  return {
    'the home folder': new RegExp(escaped(homedir())),
    // The stage's own home may be told over two rows.
    'a home folder': /(?<!\/tmp\/pcc-lab)\/(?:home|Users)\/(?!\.claude\/)[A-Za-z0-9._-]+/,
    'the working folder': new RegExp(escaped(process.cwd())),
    'the user at some host': new RegExp(`\\b${escaped(userInfo().username)}@`),
    'the host name': new RegExp(`@${escaped(hostname())}\\b`),
    'a secret of the lab': new RegExp(labSecrets.map(escaped).join('|')),
    'a key': /sk-ant-[A-Za-z0-9]/,
  };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
