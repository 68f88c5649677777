package dev.caisse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Seeded;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
    private final ClientAddress behindProxies = trusting("10.0.0.0/8", "192.0.2.7", "2001:db8::/32");

    @Test
    void withoutTrustedProxiesThePeerIsTheClientWhateverItSays() {
        assertThat(trusting().of(from("203.0.113.9", "198.51.100.1"))).isEqualTo("203.0.113.9");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    203.0.113.9  | 198.51.100.1                             | 203.0.113.9
                    10.1.2.3     | -                                        | 10.1.2.3
                    10.1.2.3     | 198.51.100.1                             | 198.51.100.1
                    10.1.2.3     | 6.6.6.6, 198.51.100.1                    | 198.51.100.1
                    10.1.2.3     | 6.6.6.6, 198.51.100.1, 10.9.9.9          | 198.51.100.1
                    10.1.2.3     | 10.0.0.1, 10.0.0.2                       | 10.0.0.1
                    192.0.2.7    | 198.51.100.1:50123                       | 198.51.100.1
                    192.0.2.8    | 198.51.100.1                             | 192.0.2.8
                    10.1.2.3     | 198.51.100.1, unknown                    | 10.1.2.3
                    10.1.2.3     | localhost                                | 10.1.2.3
                    10.1.2.3     | 198.51.100.1,                            | 10.1.2.3
                    2001:db8::7  | 2001:470:1:2:3:4:5:6                     | 2001:470:1:2:0:0:0:0
                    2001:db8::7  | [2001:470:1:2:3:4:5:6]:443               | 2001:470:1:2:0:0:0:0
                    2001:db8::7  | 198.51.100.1, 2001:db8:5::1              | 198.51.100.1
                    10.1.2.3     | ::ffff:198.51.100.1                      | 198.51.100.1
                    ::ffff:10.1.2.3 | 198.51.100.1                          | 198.51.100.1
                    """)
    void theRightMostHopThatIsNoProxyOfOursIsTheClient(String peer, String forwarded, String expected) {
        var request = forwarded == null ? from(peer) : from(peer, forwarded);
        assertThat(behindProxies.of(request)).isEqualTo(expected);
    }

    @Test
    void aProxyMayAddALineOfItsOwn() {
        assertThat(behindProxies.of(from("10.1.2.3", "6.6.6.6", "198.51.100.1")))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void aHouseholdsIpv6AddressesCountAsOne() {
        assertThat(trusting().of(from("2001:470:1:2::1"))).isEqualTo(trusting().of(from("2001:470:1:2:ffff::9")));
        assertThat(trusting().of(from("2001:470:1:2::1")))
                .isNotEqualTo(trusting().of(from("2001:470:1:3::1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                ", ,",
                "[",
                "]",
                "[]",
                "[]:1",
                ":",
                "::",
                "1:2:3",
                "256.1.1.1",
                "1.2.3.4/8",
                "fe80::1%eth0",
                "<script>",
                "\u0000",
                "💥",
                "999999999999999999999",
                "localhost",
                "a.b.c.d.e.f"
            })
    void aHostileHeaderIsNoAddressAndNoFailure(String header) {
        assertThat(behindProxies.of(from("10.1.2.3", header))).isNotBlank();
    }

    @Test
    void noHeaderEverFails() {
        Seeded.runs(
                2000,
                random -> assertThat(behindProxies.of(from("10.1.2.3", Seeded.text(random, 60))))
                        .isNotBlank());
    }

    @Test
    void aHeaderWithoutEndIsReadFromItsEnd() {
        assertThat(behindProxies.of(from("10.1.2.3", "6.6.6.6,".repeat(100_000) + "198.51.100.1")))
                .isEqualTo("198.51.100.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "example.com", "10.0.0.0/8/8"})
    void whatIsNoBlockIsNotRead(String text) {
        assertThat(AddressBlock.read(text)).isEmpty();
    }

    private static ClientAddress trusting(String... blocks) {
        return new ClientAddress(Arrays.stream(blocks)
                .map(block -> AddressBlock.read(block).orElseThrow())
                .toList());
    }

    private static Incoming from(String peer, String... forwarded) {
        return new Forwarded(peer, List.of(forwarded));
    }

    private record Forwarded(String peerAddress, List<String> lines) implements Incoming {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String rawPath() {
            return "/";
        }

        @Override
        public String rawQuery() {
            return "";
        }

        @Override
        public Optional<String> header(String name) {
            return lines.stream().findFirst();
        }

        @Override
        public List<String> headers(String name) {
            return lines;
        }

        @Override
        public java.util.Map<String, String> headers() {
            return java.util.Map.of();
        }

        @Override
        public byte[] body(int maxBytes) {
            return new byte[0];
        }
    }
}
