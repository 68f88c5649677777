package dev.caisse.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Client;
import dev.caisse.Endpoint;
import dev.caisse.TestServer;
import dev.caisse.stripe.Constants.Constant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The guide's tables of Stripe's endpoints and fields say what is so: they are written from the routes and from the
/// table of constants. `-Dcaisse.golden=write` writes them anew.
class StripeGuideTest {
    private static final Path GUIDE = Path.of("docs/guide/stripe-reference.md");
    private static final Set<String> ROOMS = Set.of(
            "apps",
            "billing",
            "checkout",
            "financial_connections",
            "identity",
            "issuing",
            "radar",
            "reporting",
            "sigma",
            "tax",
            "terminal",
            "test_helpers",
            "treasury",
            "climate",
            "billing_portal");
    private static final boolean WRITES = "write".equals(System.getProperty("caisse.golden"));

    @Test
    void everyEndpointAndEveryConstantStandsInTheGuide() throws IOException {
        try (var server = TestServer.start()) {
            var guide = guide(server.client());
            if (WRITES) {
                Files.writeString(GUIDE, guide);
            }
            assertThat(Files.readString(GUIDE))
                    .as("-Dcaisse.golden=write accepts it")
                    .isEqualTo(guide);
        }
    }

    private static String guide(Client merchant) throws IOException {
        var ours = Endpoint.all(merchant);
        var stripes = stripes();
        var here = ours.stream().map(StripeGuideTest::resource).collect(Collectors.toSet());
        return """
                # Stripe's endpoints and fields

                Written from the routes and the tables of the program by a test. How a library is pointed here stands in [Stripe's libraries](stripe.md).

                ## Endpoints of Stripe's

                | request | state |
                | --- | --- |
                %s
                Of the rest of Stripe's API nothing is here; it is answered with 400 `unsupported_endpoint`: %s.

                ## Endpoints that only we have

                %s
                ## Fields that are always the same

                Stripe's objects have these fields; here there is nothing that they could tell.

                | why | fields |
                | --- | --- |
                %s""".formatted(
                        lines(stripes, one -> here.contains(resource(one)), one -> row(one, ours)),
                        stripes.stream()
                                .map(StripeGuideTest::resource)
                                .filter(resource -> !here.contains(resource))
                                .distinct()
                                .map(resource -> "`" + resource + "`")
                                .collect(Collectors.joining(", ")),
                        lines(ours, one -> !stripes.contains(anonymous(one)), one -> "* `" + one + "`\n"),
                        constants());
    }

    private static String lines(Collection<Endpoint> all, Predicate<Endpoint> which, Function<Endpoint, String> line) {
        return all.stream()
                .filter(which)
                .sorted(Comparator.comparing(Endpoint::path).thenComparing(Endpoint::method))
                .map(line)
                .collect(Collectors.joining());
    }

    private static String row(Endpoint stripes, Set<Endpoint> ours) {
        boolean isHere = ours.stream().map(StripeGuideTest::anonymous).anyMatch(stripes::equals);
        return "| `%s` | %s |\n".formatted(stripes, isHere ? "works" : "400 `unsupported_endpoint`");
    }

    private static Endpoint anonymous(Endpoint endpoint) {
        return new Endpoint(endpoint.method(), endpoint.path().replaceAll("\\{[a-z]+}", "{}"));
    }

    /// The part of a path that names what it is about: two words for what stands in a room of its own.
    private static String resource(Endpoint endpoint) {
        var parts = endpoint.path().split("/");
        boolean isNested = parts.length > 3 && ROOMS.contains(parts[2]);
        return isNested ? parts[2] + "/" + parts[3] : parts[2];
    }

    private static List<Endpoint> stripes() throws IOException {
        try (var file = StripeEndpoints.class.getResourceAsStream("endpoints.txt")) {
            return new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .map(line -> line.split(" "))
                    .flatMap(words -> Arrays.stream(words).skip(1).map(method -> new Endpoint(method, words[0])))
                    .toList();
        }
    }

    private static String constants() {
        var byReason = new TreeMap<String, List<Constant>>(
                Constants.all().stream().collect(Collectors.groupingBy(Constant::why)));
        return byReason.entrySet().stream()
                .map(row -> "| " + row.getKey() + " | "
                        + row.getValue().stream()
                                .map(StripeGuideTest::field)
                                .sorted()
                                .collect(Collectors.joining(", "))
                        + " |\n")
                .collect(Collectors.joining());
    }

    private static String field(Constant constant) {
        return "`" + constant.place() + "." + constant.field() + "`";
    }
}
