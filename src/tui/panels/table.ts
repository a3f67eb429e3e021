import type { PanelKind } from '../panel.ts';

/** Every kind of panel, by its name: a view of a later part is a file and a row here. */
export const panelKinds: ReadonlyMap<string, PanelKind<unknown>> = new Map(
  ([] as readonly PanelKind<unknown>[]).map((kind) => [kind.name, kind]),
);
