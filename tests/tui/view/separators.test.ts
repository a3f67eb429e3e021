import { expect, test } from 'vitest';
import { usageKind } from '../../../src/tui/panels/usage/usage.ts';
import { view } from '../../../src/tui/view/view.ts';
import { aModel, aStatus } from '../models.ts';

/** The line beside the side list. */

test('joins the titles of tiles, and nothing where a panel stands in their place', () => {
  const sessions = Array.from({ length: 6 }, (_, index) => aStatus(`app-${index + 1}`));
  const model = aModel({ size: { cols: 80, rows: 24 }, sessions });
  const joints = (given: typeof model): string =>
    view(given)
      .layers.flatMap((layer) => (layer.type === 'block' && layer.rect.cols === 1 ? layer.lines.flat() : []))
      .map(({ text }) => text)
      .join('');
  expect(joints(model)).toMatch(/^┬│+├│+$/);
  const panel = {
    serial: 1,
    kind: usageKind,
    state: {},
    session: undefined,
  } as unknown as (typeof model.panels)[number];
  expect(joints({ ...model, panels: [panel] })).toMatch(/^┐│+$/);
});
