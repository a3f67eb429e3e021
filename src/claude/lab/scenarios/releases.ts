/** True when a version of the CLI is the other or later. */
export function isFrom(version: string, first: string): boolean {
  const parts = version.split('.').map(Number);
  const others = first.split('.').map(Number);
  const at = parts.findIndex((part, index) => part !== others[index]);
  return at < 0 || (parts[at] ?? 0) > (others[at] ?? 0);
}
