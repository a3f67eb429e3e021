import { sentenceOf } from '../base/errors.ts';

/** A panel failed to draw itself: a defect of its kind, and no reason to end anything but it. */
export class PanelDefect extends Error {
  override readonly name = 'PanelDefect';
  readonly serial: number;

  constructor(serial: number, cause: unknown) {
    super(sentenceOf(cause), { cause });
    this.serial = serial;
  }
}

/** What a person is told of a defect. */
export function defectTold(error: unknown): string {
  return `A defect of pcc: ${sentenceOf(error).replace(/[.\s]+$/, '')}; your sessions are not touched.`;
}
