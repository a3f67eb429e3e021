/** How many rows a key moves the choice in a list; infinite for the ends. Undefined: it does not move. */
export function rowsBy(name: string, page: number): number | undefined {
  switch (name) {
    case 'j':
    case 'Down':
      return 1;
    case 'k':
    case 'Up':
      return -1;
    case 'PageDown':
    case 'C-f':
    case 'Space':
      return page;
    case 'PageUp':
    case 'C-b':
      return -page;
    case 'Home':
      return -Infinity;
    case 'G':
    case 'End':
      return Infinity;
    default:
      return undefined;
  }
}
