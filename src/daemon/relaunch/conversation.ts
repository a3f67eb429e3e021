import { closeSync, openSync, readSync } from 'node:fs';
import { systemCode } from '../../base/errors.ts';
import { transcriptFile } from '../../claude/transcript/places.ts';
import { limits } from '../../limits.ts';
import type { SessionRecord } from '../../store/sessions.ts';

/**
 * What the transcript of a session is good for: `resume` it holds a conversation; `begin` there is none yet; `taken` the file is
 * there without one, so that the CLI would neither continue it nor begin it anew (all versions from 2.0.20 to 2.1.329).
 */
export function conversationOf({
  configFolder,
  path,
  claudeSessionId,
}: Pick<SessionRecord, 'configFolder' | 'path' | 'claudeSessionId'>): 'resume' | 'begin' | 'taken' {
  const file = transcriptFile(configFolder, path, claudeSessionId);
  if (file === undefined) return 'begin';
  return beginningOf(file).split('\n').some(isSaid) ? 'resume' : 'taken';
}

/** A line of the conversation itself: what sub-agents say, as 2.0.20 has one do at each start, is none. The last line may be cut. */
function isSaid(line: string): boolean {
  return /"type":\s*"(?:user|assistant)"/.test(line) && !/"isSidechain":\s*true/.test(line);
}

/** As much of a file as holds the first lines of a conversation; what cannot be read counts as one. */
function beginningOf(file: string): string {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(limits.conversationHeadBytesMax);
      return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return '{"type":"user"}';
  }
}
