import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, type LookupFunction } from 'node:net';
import { UpstreamFailure } from './upstream-failure.ts';

/** IANA IPv4 Special-Purpose Address Registry, and multicast. */
const SPECIAL_IPV4 = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
  192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4`;

/** Within global unicast: those that lead to an IPv4 address (Teredo, 6to4), and documentation. */
const SPECIAL_IPV6 = '2001::/32 2001:db8::/32 2002::/16 3fff::/20';

const special = subnets([...networks(SPECIAL_IPV4, 'ipv4'), ...networks(SPECIAL_IPV6, 'ipv6')]);
const globalUnicast = subnets(networks('2000::/3', 'ipv6'));

export function isPublic({ address, family }: LookupAddress): boolean {
  if (family === 4) return !special.check(address, 'ipv4');
  return globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

/**
 * Looks a name up for a connection, and refuses when it leads into a private network. The addresses looked at are the
 * ones connected to, so a name that changes between two look-ups (DNS rebinding) gains nothing.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error || !first) return callback(error ?? new UpstreamFailure('unreachable', 'its name has no address'), '');
    if (!addresses.every(isPublic)) {
      return callback(new UpstreamFailure('unreachable', 'its name leads to an address that is not public'), '');
    }
    if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

type Network = [address: string, prefix: number, type: 'ipv4' | 'ipv6'];

function networks(text: string, type: 'ipv4' | 'ipv6'): Network[] {
  return text.split(/\s+/).map((network) => {
    const [address = '', prefix] = network.split('/');
    return [address, Number(prefix), type];
  });
}

function subnets(all: Network[]): BlockList {
  const list = new BlockList();
  for (const network of all) list.addSubnet(...network);
  return list;
}
