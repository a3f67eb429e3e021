/** What an attached human's keys ask for, in order. */
export type KeyAction =
  | { readonly type: 'send'; readonly data: string }
  | { readonly type: 'detach' }
  | { readonly type: 'help' };

/** Ctrl-], the byte that begins a command to pcc; telnet's old choice, which shells and editors leave free. */
const prefixKey = '\u001d';

/**
 * Separates commands to pcc from keys for the session: after the prefix `d` detaches, the prefix again sends one prefix,
 * `?` asks for help, and any other key is dropped together with the prefix. Everything else passes untouched.
 */
export class PrefixKeys {
  #armed = false;

  /** Takes what was typed; a prefix at its end waits for the next call. */
  feed(typed: string): KeyAction[] {
    const actions: KeyAction[] = [];
    let passing = '';
    for (const char of typed) {
      if (this.#armed) {
        this.#armed = false;
        if (char === prefixKey) passing += prefixKey;
        else if (char === 'd' || char === '?') {
          if (passing !== '') actions.push({ type: 'send', data: passing });
          passing = '';
          actions.push({ type: char === 'd' ? 'detach' : 'help' });
        }
      } else if (char === prefixKey) this.#armed = true;
      else passing += char;
    }
    if (passing !== '') actions.push({ type: 'send', data: passing });
    return actions;
  }
}
