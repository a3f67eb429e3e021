import { createHash } from 'node:crypto';

/** The text of a service's file with a checksum beside what it was made for, by which it is seen whether a person edited it. */
export function sealed(text: string): string {
  return text.replace(/(Made for \{.*)\}/, (_all, begun: string) => `${begun},"sha256":"${hashOf(text)}"}`);
}

/** False where a file was edited since it was sealed; one without a seal cannot be told. */
export function isAsSealed(text: string): boolean {
  const bare = text.replace(/,"sha256":"[0-9a-f]{64}"\}/, '}');
  return bare === text || sealed(bare) === text;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
