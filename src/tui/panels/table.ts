import type { PanelKind } from '../panel.ts';
import { panelKind } from '../panel.ts';
import { confirmKind } from './confirm.ts';
import { copyKind } from './copyMode/copyMode.ts';
import { decisionsKind } from './decisions/decisions.ts';
import { findKind } from './find.ts';
import { helpKind } from './help.ts';
import { paletteKind } from './palette.ts';
import { respondKind } from './respond/respond.ts';

const kinds: readonly PanelKind<unknown>[] = [
  panelKind(confirmKind),
  panelKind(copyKind),
  panelKind(decisionsKind),
  panelKind(findKind),
  panelKind(helpKind),
  panelKind(paletteKind),
  panelKind(respondKind),
];

/** Every kind of panel, by its name: a view of a later part is a file and a row here. */
export const panelKinds: ReadonlyMap<string, PanelKind<unknown>> = new Map(kinds.map((kind) => [kind.name, kind]));
