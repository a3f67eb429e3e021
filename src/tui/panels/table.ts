import type { PanelKind } from '../panel.ts';
import { panelKind } from '../panel.ts';
import { confirmKind } from './confirm.ts';
import { copyKind } from './copyMode/copyMode.ts';
import { findKind } from './find.ts';
import { helpKind } from './help.ts';
import { paletteKind } from './palette.ts';

const kinds: readonly PanelKind<unknown>[] = [
  panelKind(confirmKind),
  panelKind(copyKind),
  panelKind(findKind),
  panelKind(helpKind),
  panelKind(paletteKind),
];

/** Every kind of panel, by its name: a view of a later part is a file and a row here. */
export const panelKinds: ReadonlyMap<string, PanelKind<unknown>> = new Map(kinds.map((kind) => [kind.name, kind]));
