import type { Ink } from '../ink.ts';
import type { Line } from '../scene.ts';
import { span } from '../scene.ts';
import { cutLine, fitted, lineWidth } from './lines.ts';

/**
 * One thing of a line that has room for some of them. Those that matter most get room first, in their widest form that fits;
 * where they stand does not depend on that.
 */
export interface Slot {
  readonly side: 'left' | 'right';
  /** The lowest gets room first. */
  readonly rank: number;
  /** Its forms, the widest first. */
  readonly forms: readonly Line[];
  /** It grows into what is left over, and is cut. At most one of a line. */
  readonly grows?: boolean;
  /** At the right: it takes at least so many cells, so that a number may grow and nothing else moves. */
  readonly cells?: number;
  /** Stands close to the one after it. */
  readonly close?: boolean;
}

/** What a line of slots is drawn on. */
export interface SlotLook {
  readonly cols: number;
  /** What fills the line: one character, and its ink. */
  readonly fill: string;
  readonly ink: Ink;
}

/** Cells before the parts at the left, between them, and around each part at the right. */
const leftEdge = 2;
const gap = 2;
const rightEdge = 3;

interface Chosen {
  readonly slot: Slot;
  readonly form: Line;
}

/** A line of exactly `cols` cells with as many slots as there is room for. */
export function slotLine(slots: readonly Slot[], look: SlotLook): Line {
  // Behind the parts at the left: a blank, and one cell of the filling.
  const room = look.cols - leftEdge - 2;
  const chosen = fitting(slots, room);
  const left = chosen.filter(({ slot }) => slot.side === 'left');
  const right = chosen.filter(({ slot }) => slot.side === 'right');
  const blank = span(' ', look.ink);
  const start: Line = left.length === 0 ? [] : look.fill === ' ' ? [blank] : [span(look.fill, look.ink), blank];
  const begun = [
    ...start,
    ...left.flatMap((part, index) => [...part.form, span(' '.repeat(after(left, index)), look.ink)]),
  ];
  const ended = right.flatMap(({ slot, form }) => {
    const spare = Math.max(0, (slot.cells ?? 0) - lineWidth(form));
    return [span(`${look.fill.repeat(spare)} `, look.ink), ...form, blank, span(look.fill, look.ink)];
  });
  const free = look.cols - lineWidth(begun) - lineWidth(ended);
  return fitted([...begun, span(look.fill.repeat(Math.max(0, free)), look.ink), ...ended], look.cols, look.ink);
}

function after(parts: readonly Chosen[], index: number): number {
  return index === parts.length - 1 || parts[index]?.slot.close === true ? 1 : gap;
}

function cellsFor(slot: Slot): number {
  if (slot.side === 'right') return rightEdge;
  return slot.close === true ? 1 : gap;
}

function cellsOfForm(slot: Slot, form: Line): number {
  return Math.max(slot.cells ?? 0, lineWidth(form));
}

/** Slots in the order they were given, each in the form it gets. */
function fitting(slots: readonly Slot[], room: number): Chosen[] {
  let left = room;
  const forms = new Map<Slot, Line>();
  for (const slot of [...slots].sort((a, b) => a.rank - b.rank)) {
    const around = forms.size === 0 ? 0 : cellsFor(slot);
    const least = slot.grows === true ? slot.forms.slice(-1) : slot.forms;
    const form = least.find((line) => cellsOfForm(slot, line) + around <= left);
    if (!form) continue;
    forms.set(slot, form);
    left -= cellsOfForm(slot, form) + around;
  }
  return slots.flatMap((slot) => {
    const form = forms.get(slot);
    if (!form) return [];
    const grown = slot.grows === true ? cutLine(slot.forms[0] ?? [], lineWidth(form) + Math.max(0, left)) : form;
    return [{ slot, form: grown }];
  });
}
