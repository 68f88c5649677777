package dev.caisse.platform.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/// Resolves a host once, checks every address it has, and hands the checked ones to the connection. One bad address
/// refuses them all, so that a name with two faces gets nowhere.
final class GuardedResolver implements DnsResolver {
    private final DnsResolver names;
    private final boolean allowPrivate;

    /// @param allowPrivate whether loopback and private addresses pass; all other special ones never do
    GuardedResolver(boolean allowPrivate) {
        this(SystemDefaultDnsResolver.INSTANCE, allowPrivate);
    }

    GuardedResolver(DnsResolver names, boolean allowPrivate) {
        this.names = names;
        this.allowPrivate = allowPrivate;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        var addresses = names.resolve(host);
        if (addresses == null || addresses.length == 0) {
            throw new UnknownHostException(host);
        }
        for (var address : addresses) {
            check(host, address);
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /// Whether a host is an address rather than a name, and one that would be refused.
    static boolean isRefusedLiteral(String host, boolean allowPrivate) {
        var bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        try {
            return !mayBeCalled(bare, InetAddress.ofLiteral(bare), allowPrivate);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private void check(String host, InetAddress address) throws AddressRefused {
        if (!mayBeCalled(host, address, allowPrivate)) {
            throw new AddressRefused(host);
        }
    }

    private static boolean mayBeCalled(String host, InetAddress address, boolean allowPrivate) {
        // The JDK quietly turns [::ffff:a.b.c.d] into the IPv4 address inside.
        boolean isMapped = host.indexOf(':') >= 0 && address instanceof Inet4Address;
        return !isMapped
                && switch (AddressKind.of(address)) {
                    case PUBLIC -> true;
                    case PRIVATE -> allowPrivate;
                    case FORBIDDEN -> false;
                };
    }
}
