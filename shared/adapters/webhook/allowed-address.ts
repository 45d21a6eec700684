import ipaddr from 'ipaddr.js';

const { IPv6, isValid, parse } = ipaddr;

/** All addresses that are given out on the internet today. What embeds an IPv4 address or is for special use in here is told by its range. */
const globalUnicast = IPv6.parseCIDR('2000::/3');

/**
 * Whether a webhook may go to this address. Allowed is only what is ordinary on the internet; everything that has a special meaning is not:
 * private, loopback and link-local networks (with the metadata services of the cloud), carrier-grade NAT, multicast, reserved, and IPv6
 * addresses that carry an IPv4 address in them, whichever that is. `allowLoopback`: of this machine instead, and nothing else.
 */
export const isAllowedAddress = (text: string, { allowLoopback = false }: { readonly allowLoopback?: boolean } = {}): boolean => {
  if (!isValid(text)) return false;
  const address = parse(text);
  const range: string = address.range();
  if (allowLoopback && range === 'loopback') return true;
  return range === 'unicast' && (address.kind() === 'ipv4' || address.match(globalUnicast));
};
