import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../../base/errors.ts';

/** Where the CLI keeps its state: `CLAUDE_CONFIG_DIR`, else `~/.claude`. */
export function configFolder(env: Readonly<Record<string, string | undefined>>, home: string): string {
  return env.CLAUDE_CONFIG_DIR ?? join(env.HOME ?? home, '.claude');
}

/**
 * The transcript of a session: `projects/<project>/<uuid>.jsonl`, where the project is the working folder with everything
 * but letters and digits turned into `-`. Versions differ in how they shorten long names, so that a file of this very id in
 * another project folder is taken as well. Undefined until it exists.
 */
export function transcriptFile(config: string, cwd: string, sessionId: string): string | undefined {
  const projects = join(config, 'projects');
  const name = `${sessionId}.jsonl`;
  const usual = join(projects, projectName(cwd), name);
  if (exists(usual)) return usual;
  return foldersIn(projects)
    .map((folder) => join(projects, folder, name))
    .find(exists);
}

/** The folder name that the CLI makes of a working folder. */
export function projectName(cwd: string): string {
  return cwd.replace(/[^A-Za-z0-9]/g, '-');
}

/** Transcripts of sub-agents: `<uuid>/subagents/agent-*.jsonl` (2.1) or `agent-*.jsonl` beside the session's (2.0.64). */
export function agentFiles(transcript: string, sessionId: string): string[] {
  const folder = transcript.slice(0, transcript.lastIndexOf('/'));
  const own = join(folder, sessionId, 'subagents');
  return [own, folder].flatMap((place) =>
    foldersIn(place)
      .filter((file) => /^agent-[\w-]+\.jsonl$/.test(file))
      .map((file) => join(place, file)),
  );
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (isOutOfReach(error)) return [];
    throw error;
  }
}

function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (isOutOfReach(error)) return false;
    throw error;
  }
}

/**
 * Nothing can be read there, or not at this moment (too many open files); the next look may find it. A working folder may
 * have a longer path than a file name may have.
 */
function isOutOfReach(error: unknown): boolean {
  return systemCode(error) !== undefined;
}
