package dev.caisse.platform.http;

import java.net.InetAddress;
import java.util.Optional;

/// A block of IP addresses, such as `10.0.0.0/8`, `2001:db8::/32` or one address. Never asks a name server.
public record AddressBlock(InetAddress base, int prefixBits) {

    /// Empty when this is neither an address nor a block.
    public static Optional<AddressBlock> read(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? address(text).map(base -> new AddressBlock(base, bits(base)))
                : address(text.substring(0, slash)).flatMap(base -> block(base, text.substring(slash + 1)));
    }

    /// The address in this text; empty for a name or anything else.
    static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    boolean contains(InetAddress address) {
        return address.getAddress().length == base.getAddress().length
                && java.util.Arrays.equals(
                        masked(address, prefixBits).getAddress(),
                        masked(base, prefixBits).getAddress());
    }

    /// The address with every bit after the first ones set to 0.
    static InetAddress masked(InetAddress address, int prefixBits) {
        var bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(prefixBits - 8L * i, 0, 8);
            bytes[i] &= (byte) (0xff << (8 - kept));
        }
        return ofBytes(bytes);
    }

    private static Optional<AddressBlock> block(InetAddress base, String bits) {
        return bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= bits(base)
                ? Optional.of(new AddressBlock(base, Integer.parseInt(bits)))
                : Optional.empty();
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * 8;
    }

    private static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
