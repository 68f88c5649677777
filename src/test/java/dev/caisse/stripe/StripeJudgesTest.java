package dev.caisse.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.NpmPackages;
import dev.caisse.NpmPackages.Said;
import dev.caisse.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What we answer in Stripe's dialect, before two judges of Stripe's own making: the OpenAPI document of its API, and
/// the types of its library for Node.
class StripeJudgesTest {
    private static final String OF_THE_SCHEMA = "2024-04-10";
    private static final String OF_THE_TYPES = StripeVersion.NEWEST.text();

    @BeforeAll
    static void record() throws IOException {
        var folder = NpmPackages.folder();
        try (var server = TestServer.start()) {
            Files.writeString(folder.resolve("recordings.json"), Recordings.of(server, OF_THE_SCHEMA, OF_THE_TYPES));
        }
    }

    @Test
    void everyObjectIsAsStripesSchemaHasIt() {
        var judged = NpmPackages.node(StripeJudgesTest.class, "schema.mjs");
        assertThat(judged.exit()).as(judged.text()).isZero();
        assertThat(said(judged, "problem")).isEmpty();
        assertThat(said(judged, "seen")).hasSizeGreaterThan(13);
        System.out.println("always null in Stripe's dialect: " + String.join(", ", said(judged, "null")));
    }

    @Test
    void everyObjectIsOneOfStripesTypes() {
        var written = NpmPackages.node(StripeJudgesTest.class, "types.mjs");
        assertThat(written.exit()).as(written.text()).isZero();
        assertThat(said(written, "type")).hasSizeGreaterThan(13);
        var compiled = NpmPackages.program(
                "tsc",
                "--noEmit",
                "--strict",
                "--skipLibCheck",
                "--target",
                "es2022",
                "--module",
                "nodenext",
                "--moduleResolution",
                "nodenext",
                "recorded.ts");
        assertThat(compiled.text()).isEmpty();
        assertThat(compiled.exit()).isZero();
    }

    private static List<String> said(Said by, String kind) {
        return by.text()
                .lines()
                .filter(line -> line.startsWith(kind + ": "))
                .map(line -> line.substring(kind.length() + 2))
                .toList();
    }
}
