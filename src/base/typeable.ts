/**
 * Why a text cannot be typed as it is given, as the end of a sentence; undefined for one that can. Keys are never typed and half a
 * character cannot be, so that the input box would never show the text, and the store would not hold it, as it was given.
 */
export function whyUntypeable(text: string): string | undefined {
  const key = /[^\P{Cc}\t\r\n]/u.exec(text)?.[0];
  if (key !== undefined)
    return `holds the control character ${named(key)}, which would be a key and not a word; leave it out`;
  const half = /\p{Surrogate}/u.exec(text)?.[0];
  return half === undefined ? undefined : `holds ${named(half)}, which is half of a character; leave it out`;
}

function named(char: string): string {
  return `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
