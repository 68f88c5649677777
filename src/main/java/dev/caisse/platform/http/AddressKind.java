package dev.caisse.platform.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/// What an address is to a server that calls where strangers tell it to: someone on the internet, something at home, or
/// nothing that may ever be called. What IPv6 does not list as global unicast is forbidden without being named.
enum AddressKind {
    PUBLIC,
    PRIVATE,
    FORBIDDEN;

    /// The IANA special-purpose registries, and the addresses at which clouds answer with credentials.
    private static final List<Range> V4 = List.of(
            new Range("0.0.0.0", 8, FORBIDDEN),
            new Range("10.0.0.0", 8, PRIVATE),
            new Range("100.64.0.0", 10, FORBIDDEN),
            new Range("127.0.0.0", 8, PRIVATE),
            new Range("168.63.129.16", 32, FORBIDDEN),
            new Range("169.254.0.0", 16, FORBIDDEN),
            new Range("172.16.0.0", 12, PRIVATE),
            new Range("192.0.0.0", 24, FORBIDDEN),
            new Range("192.0.2.0", 24, FORBIDDEN),
            new Range("192.88.99.0", 24, FORBIDDEN),
            new Range("192.168.0.0", 16, PRIVATE),
            new Range("198.18.0.0", 15, FORBIDDEN),
            new Range("198.51.100.0", 24, FORBIDDEN),
            new Range("203.0.113.0", 24, FORBIDDEN),
            new Range("224.0.0.0", 3, FORBIDDEN),
            new Range("0.0.0.0", 0, PUBLIC));

    private static final List<Range> V6 = List.of(
            new Range("2001::", 23, FORBIDDEN),
            new Range("2001:db8::", 32, FORBIDDEN),
            new Range("2002::", 16, FORBIDDEN),
            new Range("3fff::", 20, FORBIDDEN),
            new Range("2000::", 3, PUBLIC),
            new Range("::1", 128, PRIVATE),
            new Range("fd00:42::42", 128, FORBIDDEN),
            new Range("fd00:c1::a9fe:a9fe", 128, FORBIDDEN),
            new Range("fd00:ec2::", 32, FORBIDDEN),
            new Range("fd20:ce::254", 128, FORBIDDEN),
            new Range("fc00::", 7, PRIVATE),
            new Range("::", 0, FORBIDDEN));

    static AddressKind of(InetAddress address) {
        var bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return firstMatch(V4, bytes);
        }
        return isIsatap(bytes) ? FORBIDDEN : firstMatch(V6, bytes);
    }

    private static AddressKind firstMatch(List<Range> ranges, byte[] address) {
        return ranges.stream()
                .filter(range -> range.contains(address))
                .findFirst()
                .map(Range::kind)
                .orElse(FORBIDDEN);
    }

    /// RFC 5214: an IPv4 address in the last four bytes, announced by `0000:5efe` or `0200:5efe` before it.
    private static boolean isIsatap(byte[] address) {
        return (address[8] & ~0x02) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == (byte) 0xfe;
    }

    private record Range(byte[] prefix, int bits, AddressKind kind) {

        Range(String prefix, int bits, AddressKind kind) {
            this(InetAddress.ofLiteral(prefix).getAddress(), bits, kind);
        }

        boolean contains(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                if (((prefix[bit / 8] ^ address[bit / 8]) & (0x80 >> bit % 8)) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
