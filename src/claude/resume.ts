/** The command line of a session that is started anew. */

/** Options that stand alone. Source: `claude --help` of 2.0.20 to 2.1.329. */
const alone =
  /^(?:--(?:verbose|dangerously-skip-permissions|allow-dangerously-skip-permissions|ide|strict-mcp-config|include-partial-messages|replay-user-messages|mcp-debug|disable-slash-commands|no-session-persistence|chrome|no-chrome|bare|brief|ax-screen-reader|safe-mode|include-hook-events|exclude-dynamic-system-prompt-sections))$/;

/** Options that take all words up to the next option. */
const many = /^--(?:allowed-?tools|disallowed-?tools|tools|add-dir|mcp-config|betas|plugin-dir|file)$/i;

/** Options that say which session it is; the new line says it anew. */
const ofTheSession = /^(?:--session-id|--resume|-r|--fork-session|--continue|-c|--from-pr)(?:=|$)/;

/**
 * The arguments that continue a session: those it was started with, but for what named the session and for a prompt on the command
 * line, which would be sent a second time. `how`: its transcript is resumed, or there is none yet and it is begun under this id.
 */
export function resumeArguments(
  args: readonly string[],
  { id, how }: { readonly id: string; readonly how: 'resume' | 'begin' },
): string[] {
  const kept: string[] = [];
  let at = 0;
  while (at < args.length) {
    const arg = args[at] ?? '';
    // What stands behind it is the prompt.
    if (arg === '--') break;
    const length = arg.startsWith('-') ? optionLength(args, at) : 1;
    if (arg.startsWith('-') && !ofTheSession.test(arg)) kept.push(...args.slice(at, at + length));
    at += length;
  }
  return [...kept, how === 'resume' ? '--resume' : '--session-id', id];
}

/** True when the conversation of a session that is started with these arguments has begun before: its context is not empty. */
export function continuesConversation(args: readonly string[]): boolean {
  return args.some((arg) => ofTheSession.test(arg) && !arg.startsWith('--session-id'));
}

/** How many words an option takes, itself included. An unknown one takes the word behind it. */
function optionLength(args: readonly string[], at: number): number {
  const arg = args[at] ?? '';
  if (arg.includes('=') || alone.test(arg) || /^(?:--fork-session|--continue|-c)$/.test(arg)) return 1;
  const rest = args.slice(at + 1);
  const next = rest.findIndex((word) => word.startsWith('-'));
  const values = next === -1 ? rest.length : next;
  return 1 + (many.test(arg) ? values : Math.min(1, values));
}
