/**
 * What a piece of text is for; a theme says how that looks. Views name inks and never colours, so that light and dark
 * themes, 16 colours and `NO_COLOR` are one table each.
 */
export const inks = [
  'plain',
  'dim',
  'strong',
  /** Frames of panes: at rest, in focus, held by a human here, held by a human elsewhere, waiting for a person. */
  'border',
  'border-focus',
  'border-human',
  'border-other',
  'border-needs',
  'title',
  'title-focus',
  /** The unmistakable mark of a pane whose keyboard a human holds. */
  'human',
  /** States, beside their glyph and word. */
  'working',
  'resting',
  'needs',
  'limited',
  'broken',
  'paused',
  'over',
  /** Risks. */
  'low',
  'medium',
  'high',
  /** The status line at the bottom, and what stands out in it. */
  'bar',
  'bar-strong',
  'bar-needs',
  'bar-broken',
  /** Forms and lists: their ground, the chosen row, what is typed, a hint, a key to press, a matched letter, a fault. */
  'form',
  'chosen',
  'typed',
  'hint',
  'key',
  'match',
  'fault',
  /** Lines of a diff. */
  'added',
  'removed',
  'selection',
  'found',
  'spark',
] as const;

export type Ink = (typeof inks)[number];
