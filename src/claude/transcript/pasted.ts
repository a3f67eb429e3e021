/** What 2.1.329 puts around a paste in a prompt; the id is one that stands nowhere in the text. */
const opening = /<pasted_content id="([0-9a-f]{4})">\n/;

/**
 * The words of a prompt without the marks that the CLI puts around what was pasted into it, which is how every text of several lines
 * gets into its input box. A mark without its end is text.
 */
export function withoutPasteMarks(prompt: string): string {
  let words = '';
  let rest = prompt;
  for (;;) {
    const open = opening.exec(rest);
    const close = `</pasted_content id="${open?.[1] ?? ''}">`;
    const from = open ? open.index + open[0].length : 0;
    const to = open ? rest.indexOf(close, from) : -1;
    if (!open || to === -1) break;
    words += rest.slice(0, open.index) + rest.slice(from, to);
    rest = rest.slice(to + close.length);
  }
  return words === '' ? prompt : `${words}${rest}`.trim();
}
