package dev.caisse.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.api.Views;
import dev.caisse.catalog.PriceApi;
import dev.caisse.catalog.ProductApi;
import dev.caisse.checkout.SessionApi;
import dev.caisse.customers.CustomerApi;
import dev.caisse.methods.PaymentMethodApi;
import dev.caisse.payments.PaymentIntentApi;
import dev.caisse.platform.ids.Timeline;
import dev.caisse.platform.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What earlier releases kept, by its shape. These files are never changed: a view that can no longer read its own
/// needs
/// a new shape, with a reader for the old one.
class KeptViewsTest {
    private static final Path FOLDER = Path.of("src/test/resources/kept");

    static Stream<Path> files() throws IOException {
        try (var files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void whatAnEarlierReleaseKeptIsReadWithNothingLost(Path file) throws IOException {
        int shape = Integer.parseInt(file.getParent().getFileName().toString());
        var kept = Files.readString(file);
        var views = views();
        assertHolds(Json.readObject(views.keep(views.read(shape, kept), Timeline.REAL)), Json.readObject(kept));
    }

    static Views views() {
        var views = new Views();
        ProductApi.views(views);
        PriceApi.views(views);
        SessionApi.views(views);
        PaymentIntentApi.views(views);
        CustomerApi.views(views);
        PaymentMethodApi.views(views);
        return views;
    }

    private static void assertHolds(Object now, Object then) {
        switch (then) {
            case Map<?, ?> map ->
                map.forEach((name, value) -> {
                    assertThat(((Map<?, ?>) now).containsKey(name))
                            .as("a view with " + name)
                            .isTrue();
                    assertHolds(((Map<?, ?>) now).get(name), value);
                });
            case List<?> list -> {
                assertThat((List<?>) now).hasSameSizeAs(list);
                for (int i = 0; i < list.size(); i++) {
                    assertHolds(((List<?>) now).get(i), list.get(i));
                }
            }
            case null, default -> assertThat(now).isEqualTo(then);
        }
    }
}
