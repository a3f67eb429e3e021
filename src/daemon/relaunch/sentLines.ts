/** Longest line that is kept in mind: a command is short. */
const charsMax = 200;

/** Sequences of keys that are no text: arrows, pastes' marks, and the like. */
const sequences = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O[A-Z]|.)/g;

/** Puts together what a human types line by line, as far as it can be told from the keys; edits within a line are not followed. */
export class SentLines {
  #line = '';

  /** Takes keys and gives the lines that they ended. */
  take(keys: string): string[] {
    const lines: string[] = [];
    for (const char of keys.replace(sequences, '')) {
      if (char === '\r') {
        lines.push(this.#line);
        this.#line = '';
      } else if (char === '\u007f') this.#line = this.#line.slice(0, -1);
      else if (char === '\u0003' || char === '\u0015') this.#line = '';
      else if (char >= ' ' && this.#line.length < charsMax) this.#line += char;
    }
    return lines;
  }
}
