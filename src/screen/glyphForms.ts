/** The parts that single characters play on the screen, each a set of characters; data, as `rules/screens.yaml` has it. */
export const glyphRoles = [
  'selector',
  'prompts',
  'modes',
  'answers',
  'failures',
  'hanging',
  'ticks',
  'tabs-open',
  'tabs-ticked',
  'tabs-last',
  'tabs-left',
  'tabs-right',
  'spinner',
  'resting-spinner',
  'ellipsis',
  'mcp-dashes',
] as const;
export type GlyphRole = (typeof glyphRoles)[number];

/** How rows look that have such a character in its place. Where it stands is structure; which one it is, is data. */
export interface GlyphForms {
  /** A row with a number, a dot and a label, perhaps behind the selector: blanks, selector, blanks, number, blanks, label. */
  readonly numbered: RegExp;
  /** A row without a number that the selector points at: blanks, label. */
  readonly pointed: RegExp;
  /** The selector or what stands in its place at the left edge, and the label. */
  readonly pointable: RegExp;
  readonly selector: RegExp;
  /** The selector as the first character of a row. */
  readonly selectorFirst: RegExp;
  /** A row that begins with the selector, after blanks. */
  readonly selected: RegExp;
  /** `[x] label`, the tick and the label. */
  readonly checkbox: RegExp;
  /** The first row of the composer's text. */
  readonly composerStart: RegExp;
  /** The sign of the composer with the blank behind it. */
  readonly sign: RegExp;
  /** A sign of the composer that is itself something typed. */
  readonly mode: RegExp;
  /** A prompt of the past; one that is a command. */
  readonly prompt: RegExp;
  readonly command: RegExp;
  /** The first row of an answer, a call or a prompt: above it is history. */
  readonly entry: RegExp;
  /** Output that hangs from the row above. */
  readonly hanging: RegExp;
  /** The mark before a failure, with its blanks. */
  readonly failureHead: RegExp;
  /** A row of tabs, or the header of a question. */
  readonly tabs: RegExp;
  /** Each tab: its box and its label. */
  readonly tab: RegExp;
  readonly tabOpen: RegExp;
  readonly tabArrow: RegExp;
  /** A turning glyph at the left edge, what is done, an ellipsis. */
  readonly spinner: RegExp;
  /** A window title while a turn runs. */
  readonly busyTitle: RegExp;
  /** Between an MCP server and its tool. */
  readonly mcpDash: RegExp;
}

/** Builds the forms from the sets; `sets` holds the inside of a character class for each role. */
export function glyphForms(sets: Readonly<Record<GlyphRole, string>>): GlyphForms {
  const { selector, prompts, modes, answers, failures, hanging, ticks, spinner, ellipsis } = sets;
  const { 'tabs-open': open, 'tabs-ticked': ticked, 'tabs-last': last } = sets;
  const arrows = sets['tabs-left'] + sets['tabs-right'];
  const boxes = open + ticked + last;
  return {
    numbered: new RegExp(`^( {0,6})([${selector}] ?)?( {0,6})(\\d{1,2})\\.( *)(\\S.*)$`, 'u'),
    pointed: new RegExp(`^( *)[${selector}] +(\\S.*)$`, 'u'),
    pointable: new RegExp(`^([${selector}]? *)(\\S.*)$`, 'u'),
    selector: new RegExp(`[${selector}]`, 'u'),
    selectorFirst: new RegExp(`^[${selector}]`, 'u'),
    selected: new RegExp(`^ *[${selector}]`, 'u'),
    checkbox: new RegExp(`^\\[([ ${ticks}])\\] +(.*)$`, 'u'),
    composerStart: new RegExp(`^[${prompts}${modes}](?:[ \\u00a0]|$)`, 'u'),
    sign: new RegExp(`^[${prompts}${modes}][ \\u00a0]?`, 'u'),
    mode: new RegExp(`^[${modes}]$`, 'u'),
    prompt: new RegExp(`^[${prompts}] `, 'u'),
    command: new RegExp(`^[${prompts}] /`, 'u'),
    entry: new RegExp(`^[${answers}${prompts}]`, 'u'),
    hanging: new RegExp(`^[ \\u00a0]{1,2}[${hanging}]`, 'u'),
    failureHead: new RegExp(`^(?:[ \\u00a0]{1,2}[${hanging}][ \\u00a0]+|[${answers}${failures}][ \\u00a0])`, 'u'),
    tabs: new RegExp(`^ *(?:[${sets['tabs-left']}] *)?[${open}${ticked}] `, 'u'),
    tab: new RegExp(`([${boxes}])\\s*([^${boxes}${arrows}]+?)\\s*(?=[${boxes}${sets['tabs-right']}]|$)`, 'gu'),
    tabOpen: new RegExp(`[${open}]`, 'u'),
    tabArrow: new RegExp(`[${sets['tabs-left']}]`, 'u'),
    spinner: new RegExp(`^[${spinner}${sets['resting-spinner']}] \\S.*[${ellipsis}]`, 'u'),
    busyTitle: new RegExp(`^[${spinner}] ?`, 'u'),
    mcpDash: new RegExp(` [${sets['mcp-dashes']}] `, 'u'),
  };
}
