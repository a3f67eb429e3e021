const idle = new Set(
  (
    'a an the this that these those it its is are be was were do does did i we you us me my our your they them he she of to in on at by with ' +
    'for from as and or but so than then now also please just any some should shall would will can could may might must want like need ' +
    'which what how who where when why there here one ones kind sort type'
  ).split(' '),
);

const sameAs: Readonly<Record<string, string>> = {
  db: 'database',
  postgres: 'postgresql',
  ts: 'typescript',
  js: 'javascript',
  auth: 'authentication',
  colour: 'color',
  docs: 'documentation',
  doc: 'documentation',
  deps: 'dependency',
  repo: 'repository',
  config: 'configuration',
};

/** The words of a text in small letters and the singular, as they are compared; `C++`, `C#` and `Node.js` are words. */
export function stemsOf(text: string): string[] {
  return wordsIn(text).map(stemOf);
}

/** The same without the words that mean nothing by themselves. */
export function contentOf(text: string): string[] {
  return wordsIn(text)
    .filter((word) => !idle.has(word))
    .map(stemOf);
}

function wordsIn(text: string): string[] {
  const form = /[\p{L}\p{N}](?:[\p{L}\p{N}+#]|[.'’](?=[\p{L}\p{N}]))*/gu;
  return [...text.normalize('NFKC').toLowerCase().matchAll(form)].map(([word]) => word);
}

function stemOf(word: string): string {
  const same = sameAs[word];
  if (same !== undefined) return same;
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(?:ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  const single = word.length > 3 && /[^su'i]s$/.test(word) ? word.slice(0, -1) : word;
  return sameAs[single] ?? single;
}

/** True when the words of a phrase stand in a text one behind the other. */
export function holds(text: readonly string[], phrase: readonly string[]): boolean {
  if (phrase.length === 0) return false;
  return text.some((_word, start) => phrase.every((word, index) => text[start + index] === word));
}

/** True when both hold the same words in the same order. */
export function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && a.length === b.length && a.every((word, index) => b[index] === word);
}
