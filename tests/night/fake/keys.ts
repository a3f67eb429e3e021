/** One key, or a text that came as one. */
export type Key =
  | { readonly key: 'enter' | 'escape' | 'up' | 'down' | 'interrupt' }
  | { readonly key: 'text'; readonly text: string; readonly pasted: boolean };

/**
 * What was typed. Text and Enter in one write are taken for a paste, and the Enter becomes a line's end; a bracketed paste may
 * come in several pieces.
 */
export class Keys {
  #pasting: string | undefined;

  take(data: string): Key[] {
    if (this.#pasting !== undefined) return this.#paste(data);
    const begin = data.indexOf(pasteBegin);
    if (begin !== -1) {
      this.#pasting = '';
      return [...this.#single(data.slice(0, begin)), ...this.#paste(data.slice(begin + pasteBegin.length))];
    }
    return this.#single(data);
  }

  #paste(data: string): Key[] {
    const end = data.indexOf(pasteEnd);
    this.#pasting = (this.#pasting ?? '') + (end === -1 ? data : data.slice(0, end));
    if (end === -1) return [];
    const text = this.#pasting.replace(/\r\n?/g, '\n');
    this.#pasting = undefined;
    return [{ key: 'text', text, pasted: true }, ...this.take(data.slice(end + pasteEnd.length))];
  }

  #single(data: string): Key[] {
    if (data === '') return [];
    const known = named.get(data);
    if (known) return [{ key: known }];
    // Replies of the terminal to queries are no keys.
    const text = data.replace(/\u001b(?:\[[0-9;?>]*[A-Za-z]|P[^\u001b]*\u001b\\)/g, '');
    return text === '' ? [] : [{ key: 'text', text: text.replace(/\r/g, '\n'), pasted: text.length > 1 }];
  }
}

const pasteBegin = '\u001b[200~';
const pasteEnd = '\u001b[201~';

const named: ReadonlyMap<string, Exclude<Key['key'], 'text'>> = new Map([
  ['\r', 'enter'],
  ['\u001b', 'escape'],
  ['\u001b[A', 'up'],
  ['\u001b[B', 'down'],
  ['\u0003', 'interrupt'],
]);
