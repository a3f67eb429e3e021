import { test } from 'vitest';
import { paletteKind } from '../../../src/tui/panels/palette.ts';
import { sessionCommandEntries } from '../../../src/tui/panels/entries.ts';
import { find } from '../../../src/tui/finding.ts';
import { aModel, anAsking, aStatus } from '../models.ts';
import { Desk } from './desk.ts';
test('x', () => {
  const model = aModel({ sessions: Array.from({ length: 128 }, (_, i) => aStatus('session-' + i, { queue: [{ id: 'x', text: 'do '.repeat(200), state: 'running' }] })) });
  const d = new Desk(paletteKind, {}, model);
  for (const c of ['', ...'pause session 12']) { const t = performance.now(); if (c) d.press(c === ' ' ? 'Space' : c); const a = performance.now(); d.view(); console.log(JSON.stringify(c), (a - t).toFixed(1), (performance.now() - a).toFixed(1)); }
  let t = performance.now(); const e = sessionCommandEntries(model); console.log(e.length, (performance.now() - t).toFixed(1));
  t = performance.now(); find('pause session 12', {items: e, texts: (x) => [x.name, x.detail, x.words], limit: 100}); console.log((performance.now() - t).toFixed(1));
  t = performance.now(); find('pause session 12', {items: e, texts: (x) => [x.name], limit: 100}); console.log((performance.now() - t).toFixed(1));
});
