/**
 * Decodes a child's output as it comes in pieces. A character that is not complete at the end of a piece is held back, so
 * that the text is the same however the bytes were split; bytes that are no UTF-8 become U+FFFD.
 */
export class OutputDecoder {
  #held = Buffer.alloc(0);

  /** True while the beginning of a character is held back. */
  get holds(): boolean {
    return this.#held.length > 0;
  }

  decode(bytes: Buffer): string {
    const all = this.#held.length > 0 ? Buffer.concat([this.#held, bytes]) : bytes;
    const end = all.length - incompleteTail(all);
    this.#held = Buffer.from(all.subarray(end));
    return all.toString('utf8', 0, end);
  }

  /** What was held back when no more will come. */
  end(): string {
    const rest = this.#held.toString('utf8');
    this.#held = Buffer.alloc(0);
    return rest;
  }
}

/** How many bytes at the end belong to a character that goes on. A cut before a lead byte never changes how the rest decodes. */
function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

/** Length of the character that a lead byte begins; 1 for bytes that begin none. Source: RFC 3629. */
function sequenceLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 1;
}
