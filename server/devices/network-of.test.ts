import { expect, test } from "vitest";
import { networkOf } from "./network-of";

test.each([
  ["the same /24", "203.0.113.1", "203.0.113.254"],
  ["IPv4 written as IPv6", "203.0.113.1", "::ffff:203.0.113.9"],
  ["IPv4 written as IPv6 in hex", "203.0.113.1", "::FFFF:cb00:7109"],
  ["the same /48", "2a02:8070:1:2:3:4:5:6", "2a02:8070:1::"],
  ["a /48 that ends in zeros", "2a02:8070::1", "2a02:8070:0:ffff::"],
])("%s is one network", (_, one, other) => {
  expect(networkOf(one)).toBeGreaterThan(0);
  expect(networkOf(one)).toBeLessThan(2 ** 31);
  expect(networkOf(other)).toBe(networkOf(one));
});

test.each([
  ["the next /24", "203.0.113.1", "203.0.114.1"],
  ["the next /48", "2a02:8070:1::1", "2a02:8070:2::1"],
  ["an IPv6 address with the same beginning", "1.2.3.4", "1:2:3::4"],
])("%s is another", (_, one, other) => expect(networkOf(one)).not.toBe(networkOf(other)));

test.each([
  "",
  "localhost",
  "unknown",
  "203.0.113.1:443",
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "127.0.0.1",
  "169.254.1.1",
  "172.31.0.1",
  "192.168.1.1",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:10.0.0.1",
  "fd12:3456::1",
  "fe80::1%eth0",
])("nobody knows the network of '%s'", (address) => expect(networkOf(address)).toBe(0));
