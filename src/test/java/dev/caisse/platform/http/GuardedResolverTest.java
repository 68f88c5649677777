package dev.caisse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisse.Seeded;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardedResolverTest {

    @ParameterizedTest(name = "{0} is {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            8.8.8.8                    | public    | someone
            1.1.1.1                    | public    | someone
            100.63.255.255             | public    | just below carrier-grade NAT
            100.128.0.0                | public    | just above it
            172.15.255.255             | public    | just below private
            172.32.0.0                 | public    | just above it
            223.255.255.255            | public    | the last unicast
            2606:4700:4700::1111       | public    | someone
            2a00:1450:4001:830::200e   | public    | someone
            2001:200::1                | public    | just above the IETF's block

            10.0.0.1                   | private   | RFC 1918
            10.255.255.255             | private   | RFC 1918
            172.16.0.1                 | private   | RFC 1918
            172.31.255.255             | private   | RFC 1918
            192.168.1.1                | private   | RFC 1918
            127.0.0.1                  | private   | loopback
            127.255.255.254            | private   | loopback
            ::1                        | private   | loopback
            fc00::1                    | private   | unique local
            fd12:3456:789a::1          | private   | unique local

            0.0.0.0                    | forbidden | unspecified, reaches loopback on Linux
            0.1.2.3                    | forbidden | this network
            100.64.0.1                 | forbidden | carrier-grade NAT
            100.100.100.200            | forbidden | Alibaba's metadata
            100.127.255.255            | forbidden | carrier-grade NAT
            168.63.129.16              | forbidden | Azure's host
            169.254.169.254            | forbidden | metadata of most clouds
            169.254.170.2              | forbidden | credentials of Amazon's containers
            192.0.0.192                | forbidden | Oracle's metadata
            192.0.2.1                  | forbidden | documentation
            192.88.99.1                | forbidden | 6to4 relays
            198.18.0.1                 | forbidden | benchmarks
            198.19.255.255             | forbidden | benchmarks
            198.51.100.7               | forbidden | documentation
            203.0.113.7                | forbidden | documentation
            224.0.0.1                  | forbidden | multicast
            239.255.255.255            | forbidden | multicast
            240.0.0.1                  | forbidden | reserved
            255.255.255.255            | forbidden | broadcast
            ::                         | forbidden | unspecified
            fe80::1                    | forbidden | link-local
            febf::1                    | forbidden | link-local
            fec0::1                    | forbidden | site-local
            ff02::1                    | forbidden | multicast
            fd00:ec2::254              | forbidden | Amazon's metadata
            fd00:ec2::23               | forbidden | credentials of Amazon's pods
            fd20:ce::254               | forbidden | Google's metadata
            fd00:42::42                | forbidden | Scaleway's metadata
            fd00:c1::a9fe:a9fe         | forbidden | Oracle's metadata
            ::127.0.0.1                | forbidden | IPv4-compatible
            ::8.8.8.8                  | forbidden | IPv4-compatible
            ::ffff:127.0.0.1           | forbidden | IPv4-mapped
            ::ffff:8.8.8.8             | forbidden | IPv4-mapped
            ::ffff:0:7f00:1            | forbidden | IPv4-translated
            64:ff9b::7f00:1            | forbidden | NAT64
            64:ff9b::808:808           | forbidden | NAT64
            64:ff9b:1::7f00:1          | forbidden | NAT64, local
            2002:7f00:1::1             | forbidden | 6to4
            2002:808:808::1            | forbidden | 6to4
            2001::1                    | forbidden | Teredo
            2001:0:4136:e378:8000:63bf:3fff:fdd2 | forbidden | Teredo
            2001:2::1                  | forbidden | benchmarks
            2001:10::1                 | forbidden | ORCHID
            2001:db8::1                | forbidden | documentation
            3fff::1                    | forbidden | documentation
            5f00::1                    | forbidden | segment routing
            100::1                     | forbidden | discard
            4000::1                    | forbidden | not given out
            2a00::5efe:7f00:1          | forbidden | ISATAP
            2a00::200:5efe:7f00:1      | forbidden | ISATAP
            """)
    void everyAddressIsCheckedForWhatItIs(String address, String kind, String why) {
        assertThat(isAllowed(new GuardedResolver(false), address)).as(why).isEqualTo(kind.equals("public"));
        assertThat(isAllowed(new GuardedResolver(true), address)).as(why).isNotEqualTo(kind.equals("forbidden"));
    }

    @Test
    void oneBadAddressAmongGoodOnesRefusesThemAll() throws UnknownHostException {
        var names = new FixedNames();
        names.put("good.example", "8.8.8.8", "2606:4700:4700::1111");
        names.put("two-faced.example", "8.8.8.8", "10.0.0.1");
        var resolver = new GuardedResolver(names, false);
        assertThat(resolver.resolve("good.example")).hasSize(2);
        assertThatThrownBy(() -> resolver.resolve("two-faced.example"))
                .isInstanceOf(AddressRefused.class)
                .hasMessageNotContaining("10.0.0.1");
    }

    @Test
    void aNameIsLookedUpOnceAndTheCheckedAddressIsTheOneHandedOn() throws UnknownHostException {
        var names = new FixedNames();
        names.put("rebinding.example", "8.8.8.8");
        var checked = new GuardedResolver(names, false).resolve("rebinding.example", 443);
        assertThat(checked).singleElement().satisfies(address -> {
            assertThat(address.isUnresolved()).isFalse();
            assertThat(address.getAddress().getHostAddress()).isEqualTo("8.8.8.8");
        });
        assertThat(names.lookUps).isEqualTo(1);
    }

    @Test
    void aNameWithoutAddressesIsUnknown() {
        var names = new FixedNames();
        names.put("empty.example");
        assertThatThrownBy(() -> new GuardedResolver(names, true).resolve("empty.example"))
                .isInstanceOf(UnknownHostException.class)
                .isNotInstanceOf(AddressRefused.class);
    }

    /// The JDK can be made to keep a mapped address as IPv6; then it is not global unicast.
    @Test
    void noIpv4InsideMappedIpv6PassesEvenUnconverted() {
        Seeded.runs(200, random -> {
            var inner = new byte[4];
            random.nextBytes(inner);
            isForbiddenWhenMapped(inner);
        });
    }

    private static void isForbiddenWhenMapped(byte[] inner) throws UnknownHostException {
        var mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(inner, 0, mapped, 12, 4);
        assertThat(AddressKind.of(Inet6Address.getByAddress("any", mapped, -1))).isEqualTo(AddressKind.FORBIDDEN);
    }

    private static boolean isAllowed(GuardedResolver resolver, String literal) {
        try {
            return resolver.resolve(literal).length > 0;
        } catch (AddressRefused _) {
            return false;
        } catch (UnknownHostException e) {
            throw new AssertionError(literal, e);
        }
    }

    private static final class FixedNames implements DnsResolver {
        private final Map<String, InetAddress[]> addresses = new HashMap<>();
        private int lookUps;

        void put(String name, String... literals) {
            var parsed = new InetAddress[literals.length];
            for (int i = 0; i < literals.length; i++) {
                parsed[i] = InetAddress.ofLiteral(literals[i]);
            }
            addresses.put(name, parsed);
        }

        @Override
        public InetAddress[] resolve(String host) {
            lookUps++;
            return addresses.get(host);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
