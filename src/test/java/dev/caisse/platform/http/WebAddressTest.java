package dev.caisse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Seeded;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {

    @ParameterizedTest(name = "{0} leads to {1}")
    @CsvSource({
        "www.example.com,                  https://www.example.com",
        "www.example.com/a?b=c#d,          https://www.example.com/a?b=c#d",
        "example.com?x=1,                  https://example.com?x=1",
        "example.com:8443/a,               https://example.com:8443/a",
        "https://Shop.Example/Path,        https://shop.example/Path",
        "HTTP://shop.example,              http://shop.example",
        "localhost,                        http://localhost",
        "localhost:3000/thanks,            http://localhost:3000/thanks",
        "shop.localhost:3000,              http://shop.localhost:3000",
        "127.0.0.1:9000,                   http://127.0.0.1:9000",
        "[::1]:9000/x,                     http://[::1]:9000/x",
        "https://[2001:DB8::1]/x,          https://[2001:db8::1]/x",
        "https://localhost,                https://localhost",
        "bücher.example/straße,            https://xn--bcher-kva.example/stra%C3%9Fe",
        "EXAMPLE.COM,                      https://example.com",
        "example.com./,                    https://example.com./",
        "https://a.example/{x}|y^z`,       https://a.example/%7Bx%7D%7Cy%5Ez%60",
        "https://a.example/a b,            https://a.example/a%20b",
        "https://a.example/?q=\",          https://a.example/?q=%22",
        "https://a.example/<script>,       https://a.example/%3Cscript%3E",
        "https://a.example/\\evil,         https://a.example/%5Cevil",
        "https://a.example/@b,             https://a.example/@b",
        "https://a.example/%41%zz,         https://a.example/%41%zz",
        "my_shop.example,                  https://my_shop.example",
        "' https://a.example ',            https://a.example",
    })
    void whatIsAnAddressLeadsThere(String text, String absolute) {
        assertThat(WebAddress.read(text).orElseThrow().absolute()).isEqualTo(absolute);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "javascript:alert(1)",
                "JavaScript:alert(1)",
                "java\nscript:alert(1)",
                "data:text/html,x",
                "vbscript:x",
                "ftp://a.example",
                "file:///etc/passwd",
                "mailto:a@b.example",
                "//a.example",
                "///a",
                "/path",
                "https://",
                "https:///x",
                "http:a.example",
                "https:/a.example",
                "user@a.example",
                "https://user@a.example",
                "https://user:pw@a.example/",
                "https://a.example\\@b.example",
                "a.example\\b",
                "https://a.example\r\nSet-Cookie: x=1",
                "https://a.example/\nx",
                "https://a.example/\tx",
                "https://a.example/\0",
                "https://a b.example",
                "https://a..example",
                "https://.a",
                "https://-a.example",
                "https://a-.example",
                "https://a.example:",
                "https://a.example:x",
                "https://a.example:65536",
                "https://a.example:-1",
                "https://a.example:123456",
                "https://[::1",
                "https://::1",
                "https://[zz]",
                "https://[1.2.3.4]",
                "https://[::::]",
                "https://[]",
                "https://a.example{x}",
                "https://{CHECKOUT_SESSION_ID}",
                "https://ex<ample",
                "https://a%2eb",
                "https://a.example;x",
                "https://a,b",
                "https://a'b",
                "?",
                "#",
                "\u0000",
                "https://\u2100.example",
                "https://\u202eexample.com\u0000"
            })
    void whatIsNoneIsNothing(String text) {
        assertThat(WebAddress.read(text)).isEmpty();
    }

    @Test
    void lookalikeDotsAreDotsAndHostsHaveAnEnd() {
        assertThat(WebAddress.read("a。example").orElseThrow().origin()).isEqualTo("https://a.example");
        assertThat(WebAddress.read("a".repeat(64) + ".example")).isEmpty();
        assertThat(WebAddress.read("a.".repeat(130) + "example")).isEmpty();
        assertThat(WebAddress.read("a.".repeat(2000) + "example")).isEmpty();
    }

    @Test
    void anAddressOfTheGreatestLengthMayStillGrow() {
        var text = "https://a.example/" + "x".repeat(WebAddress.MAX_CHARACTERS);
        assertThat(WebAddress.read(text)).isPresent();
        assertThat(WebAddress.read(text.repeat(3))).isEmpty();
    }

    @Test
    void theOriginHasNoPath() {
        assertThat(WebAddress.read("shop.example:81/x?y#z").orElseThrow().origin())
                .isEqualTo("https://shop.example:81");
    }

    @Test
    void whateverIsGiven_ItIsNothingOrAsciiThatCanStandInAHeader() {
        Seeded.runs(
                20_000,
                random -> WebAddress.read(mangled(random)).ifPresent(address -> {
                    assertThat(address.absolute())
                            .matches("https?://[\\x21-\\x7e]+")
                            .doesNotContain("\"", "<", ">", "\\");
                    assertThat(address.absolute()).startsWith(address.origin());
                    assertThat(URI.create(address.origin()).getRawUserInfo()).isNull();
                }));
    }

    private static String mangled(java.util.Random random) {
        var starts =
                new String[] {"", "https://", "http://", "https://a.example", "a.example/", "[", "localhost:", "xn--"};
        return starts[random.nextInt(starts.length)] + Seeded.text(random, 12);
    }
}
