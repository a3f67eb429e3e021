/** What tasks of a load say: a page, so that a stream has more than one piece to carry. */

const pageChars = 4_000;
const line = 'What is said here stands for what a task has to say when it has worked for a while.\n';

/** A page that begins and ends with the word of its task. */
export function pageOf(word: string): string {
  return `The word is ${word}.\n${line.repeat(Math.ceil(pageChars / line.length))}${endMark(word)}`;
}

/** With this a page ends. */
export function endMark(word: string): string {
  return `That was ${word}.`;
}

/** The words of pages that end in a piece of output. */
export function wordsEnded(text: string): string[] {
  return [...text.matchAll(/That was (w[0-9a-f]{8}(?:-[a-z]+)*-\d+)\./g)].map(([, word = '']) => word);
}
