import { reachOf } from './reach.ts';
import { contentTextProblem } from './textFilter.ts';
import type { Trace } from './trace.ts';

/** Code that deletes the home folder or the root, in whatever file it is written. */
const wipingCode =
  /(?:rmtree|rmSync|rm\(|rimraf|remove_dir_all|RemoveAll|rm_rf)[^\n]{0,40}(?:expanduser|homedir|Path\.home|\$HOME|['" (]~|process\.env\.HOME|['"]\/(?:['"]|home\/|Users\/|root\b|etc\b|usr\b))|(?:exec\w*|spawn\w*|system|popen|run|call|\$)\s*[(`]\s*\[?\s*['"`]?[^'"`\n]{0,60}\brm\s+-\w+\s+(?:~|\$HOME|\/(?!tmp\b))/;

/** Judges a text that is written into a file, by whatever tool: what it would do when it is run or read later. */
export function judgeContent(text: string, path: string | undefined, trace: Trace): void {
  const problem = contentTextProblem(text);
  if (problem !== undefined) trace.medium('content-odd', problem);
  if (path !== undefined && !/\.(?:md|mdx|txt|rst|adoc)$/.test(path) && wipingCode.test(text))
    trace.medium('content-wiping', 'Code is written that deletes from the home folder or the root.');
  const reach = path === undefined ? undefined : reachOf(path, text);
  if (reach !== undefined) {
    trace.medium(
      'content-reaching',
      `A file is written that tests or scripts run, and it ${reach}: running it later would be more than a test.`,
    );
  }
  if (
    /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bsk-(?:live|ant|proj)-[\w-]{16,}/.test(
      text,
    )
  ) {
    trace.medium('content-secret', 'A secret is written into a file.');
  }
}
