import type { networkInterfaces } from 'node:os';
import { bracketed } from './guard.ts';

/** Where a server is to hear, and at which port it does. */
interface Heard {
  readonly host: string;
  readonly port: number;
}

/** URLs at which other machines reach a server that hears at all addresses; none of one that hears at a single one, which its own URL names. */
export function otherUrls({ host, port }: Heard, interfaces: ReturnType<typeof networkInterfaces>): string[] {
  const families = host === '0.0.0.0' ? ['IPv4'] : host === '::' ? ['IPv4', 'IPv6'] : [];
  return Object.values(interfaces)
    .flatMap((all = []) => all)
    .filter(({ family, internal }) => !internal && families.includes(family))
    .map(({ address }) => address)
    .filter((address) => !isLinkLocal(address))
    .map((address) => `http://${bracketed(address)}:${port}`);
}

/** Such an address means something only together with the name of an interface, which no URL holds. */
function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/i.test(address);
}
