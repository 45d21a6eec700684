import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAllowedAddress } from '#shared/adapters/webhook/allowed-address.ts';

describe('an address that webhooks may go to', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '2606:4700::1111',
    '2a00:1450:4001::8',
  ])('is %s, on the internet', (address) => {
    expect(isAllowedAddress(address)).toBe(true);
    expect(isAllowedAddress(address, { allowLoopback: true })).toBe(true);
  });

  it.each([
    ['this machine', '127.0.0.1'],
    ['this machine by another name', '127.255.255.254'],
    ['this machine in IPv6', '::1'],
    ['no machine in particular', '0.0.0.0'],
    ['no machine in particular, in IPv6', '::'],
    ['a private network', '10.0.0.1'],
    ['a private network in the middle', '172.16.0.1'],
    ['the end of that one', '172.31.255.255'],
    ['a network at home', '192.168.1.1'],
    ['the metadata of the cloud', '169.254.169.254'],
    ['the credentials of a container', '169.254.170.2'],
    ['the metadata of the cloud in IPv6', 'fd00:ec2::254'],
    ['a link', 'fe80::1'],
    ['a link with its interface', 'fe80::1%eth0'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['the end of carrier-grade NAT', '100.127.255.255'],
    ['a group', '224.0.0.1'],
    ['a group in IPv6', 'ff02::1'],
    ['everybody', '255.255.255.255'],
    ['a reserved network', '240.0.0.1'],
    ['a network for protocols', '192.0.0.8'],
    ['a network for benchmarks', '198.18.0.1'],
    ['a network for documentation', '203.0.113.7'],
    ['a network for documentation in IPv6', '2001:db8::1'],
    ['the newer one of those', '3fff::1'],
    ['a unique local address', 'fc00::1'],
    ['the other half of those', 'fd12:3456::1'],
    ['a site as it used to be', 'fec0::1'],
    ['this machine, mapped', '::ffff:127.0.0.1'],
    ['the metadata of the cloud, mapped and in hexadecimal', '::ffff:a9fe:a9fe'],
    ['an address of the internet, mapped', '::ffff:8.8.8.8'],
    ['this machine in the form before that', '::127.0.0.1'],
    ['this machine, translated', '::ffff:0:127.0.0.1'],
    ['a private network behind NAT64', '64:ff9b::10.0.0.1'],
    ['a private network behind a NAT64 of the house', '64:ff9b:1::a00:1'],
    ['a private network by 6to4', '2002:a00:1::'],
    ['Teredo', '2001:0:a00:1::1'],
    ['what is thrown away', '100::1'],
    ['segment routing', '5f00::1'],
    ['what nobody has been given', '4000::1'],
    ['no address', 'localhost'],
    ['nothing', ''],
    ['a number', '2130706433'],
  ])('is not %s: %s', (_, address) => {
    expect(isAllowedAddress(address)).toBe(false);
  });

  it('is never an IPv4 address of a network that is not public, however it is wrapped', () => {
    const inner = fc.oneof(
      fc.tuple(fc.constant(10), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(127), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(192), fc.constant(168), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), fc.nat(255), fc.nat(255)),
    );
    const wrapping = fc.constantFrom('', '::', '::ffff:', '::ffff:0:', '64:ff9b::', '64:ff9b:1::');
    fc.assert(fc.property(inner, wrapping, (octets, prefix) => !isAllowedAddress(`${prefix}${octets.join('.')}`)));
  });

  it.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['10.0.0.1', false],
    ['169.254.169.254', false],
    ['::ffff:127.0.0.1', false],
  ])('is in the local stage also this machine: %s, %s', (address, allowed) => {
    expect(isAllowedAddress(address, { allowLoopback: true })).toBe(allowed);
  });
});
