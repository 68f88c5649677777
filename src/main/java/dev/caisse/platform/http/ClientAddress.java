package dev.caisse.platform.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Who is at the far end of a request: the peer, or, behind proxies that are trusted, whom the nearest of them named.
/// What anybody else writes into `X-Forwarded-For` is never believed.
public final class ClientAddress {
    private static final int MAX_HOPS = 32;
    // A household or a server has a /64 of IPv6 addresses for itself, so that is what counts as one client.
    private static final int IPV6_BITS = 64;

    private final List<AddressBlock> trusted;

    /// @param trusted the proxies whose `X-Forwarded-For` is believed
    public ClientAddress(List<AddressBlock> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /// An address to count by; one for the whole of an IPv6 /64. Never throws, whatever the header holds.
    public String of(Incoming request) {
        var peer = AddressBlock.address(request.peerAddress());
        return peer.map(address -> counted(client(address, request))).orElseGet(request::peerAddress);
    }

    /// The right-most hop that is not one of ours, or the last that could be read.
    private InetAddress client(InetAddress peer, Incoming request) {
        var nearest = peer;
        for (var hop : hops(request).reversed()) {
            var next = isTrusted(nearest) ? read(hop) : Optional.<InetAddress>empty();
            if (next.isEmpty()) {
                return nearest;
            }
            nearest = next.get();
        }
        return nearest;
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(block -> block.contains(address));
    }

    /// As the proxies wrote them: one list, even when it came in several lines.
    private static List<String> hops(Incoming request) {
        var hops = new ArrayList<String>();
        request.headers("X-Forwarded-For").forEach(line -> hops.addAll(Arrays.asList(line.split(",", -1))));
        return hops.subList(Math.max(0, hops.size() - MAX_HOPS), hops.size());
    }

    /// `192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]:443`.
    private static Optional<InetAddress> read(String hop) {
        var text = hop.strip();
        if (text.startsWith("[")) {
            return AddressBlock.address(text.substring(1).replaceFirst("\\].*", ""));
        }
        boolean hasPort = text.indexOf(':') == text.lastIndexOf(':');
        return AddressBlock.address(hasPort ? text.replaceFirst(":.*", "") : text);
    }

    private static String counted(InetAddress address) {
        return address instanceof Inet6Address
                ? AddressBlock.masked(address, IPV6_BITS).getHostAddress()
                : address.getHostAddress();
    }
}
