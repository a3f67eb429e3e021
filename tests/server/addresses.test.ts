import { expect, test } from 'vitest';
import { otherUrls } from '../../src/server/addresses.ts';

const base = { netmask: '', mac: '', internal: false, cidr: null } as const;
const v6 = { ...base, family: 'IPv6', scopeid: 0 } as const;

const interfaces = {
  lo: [{ ...base, family: 'IPv4' as const, address: '127.0.0.1', internal: true }],
  eth0: [
    { ...base, family: 'IPv4' as const, address: '192.0.2.5' },
    { ...v6, address: 'fe80::1', scopeid: 2 },
    { ...v6, address: '2001:db8::5' },
  ],
  none: undefined,
};

test.each([
  ['0.0.0.0', ['http://192.0.2.5:80']],
  ['::', ['http://192.0.2.5:80', 'http://[2001:db8::5]:80']],
  ['127.0.0.1', []],
  ['192.0.2.5', []],
])('at %s other machines reach it at %j', (host, urls) => {
  expect(otherUrls({ host, port: 80 }, interfaces)).toEqual(urls);
});
