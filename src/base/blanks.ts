/** The text without any white space, for comparing what a terminal may have wrapped or indented. */
export function withoutBlanks(text: string): string {
  return text.replace(/\s+/gu, '');
}
