/** Where a request without encryption reaches nobody else. */
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * What is wrong with the address of a server, as the end of a sentence that begins with its key; undefined when it fits.
 * A password in it would stand in every sentence that names it, so that none may. `secret` is for a server that is sent a key: in
 * the clear only on this machine.
 */
export function addressFault(address: string, secret: boolean): string | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return `must be an address such as http://127.0.0.1:11434, not ${JSON.stringify(address)}`;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// or http://';
  if (url.username !== '' || url.password !== '') return 'must not hold a name or password';
  if (url.search !== '' || url.hash !== '') return 'must end with the host or a path';
  if (secret && url.protocol === 'http:' && !loopback.test(url.hostname))
    return 'must begin with https://, since a key is sent there; http:// is for this machine alone';
  return undefined;
}

/** The address without a slash at its end, to be followed by a path. */
export function addressBase(address: string): string {
  return address.replace(/\/+$/, '');
}

/** What is wrong with the name of a model, as the end of a sentence; such names stand in addresses and in commands to copy. */
export function modelFault(model: string): string | undefined {
  return /^\w[\w.:/-]{0,199}$/.test(model)
    ? undefined
    : `must be the name of a model: letters, digits and . : / _ -, not ${JSON.stringify(model)}`;
}

/** What is wrong with a duration as Go writes it, as the end of a sentence. */
export function durationFault(duration: string): string | undefined {
  return /^-?(?:\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h)){1,4}$/.test(duration)
    ? undefined
    : `must be a duration such as 30s, 10m or 2h, not ${JSON.stringify(duration)}`;
}
