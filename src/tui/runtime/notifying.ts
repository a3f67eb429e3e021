import { oneLine } from '../../face/text/text.ts';
import type { Io } from '../../face/io.ts';
import { wrapped } from './clipboard.ts';

/**
 * The sequence that has the terminal tell its human something, '' where it is not known to have one: OSC 99 is kitty's, 777 that
 * of rxvt and foot, 9 that of iTerm, WezTerm, Ghostty, mintty and Windows Terminal. Inside a multiplexer the variables of the
 * terminal around it tell.
 */
export function notification(title: string, body: string, env: Io['env']): string {
  const [head, text] = [plain(title), plain(body)];
  const name = `${env.TERM ?? ''} ${env.TERM_PROGRAM ?? ''} ${env.LC_TERMINAL ?? ''}`.toLowerCase();
  if (env.KITTY_WINDOW_ID || name.includes('kitty')) {
    const id = '\u001b]99;i=pcc:d=0;';
    return wrapped(`${id}${head}\u001b\\`, env) + wrapped(`\u001b]99;i=pcc:d=1:p=body;${text}\u001b\\`, env);
  }
  if (/rxvt|foot/.test(name)) return wrapped(`\u001b]777;notify;${head};${text}\u001b\\`, env);
  const takes9 = /iterm|wezterm|ghostty|mintty/.test(name) || env.WEZTERM_PANE || env.WT_SESSION;
  return takes9 ? wrapped(`\u001b]9;${head}: ${text}\u001b\\`, env) : '';
}

/** No controls, and no `;`, which parts the fields. */
function plain(text: string): string {
  return oneLine(text).replaceAll(';', ',').slice(0, 200);
}
