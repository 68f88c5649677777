package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.TestDatabase;
import dev.caisse.api.Tenant;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.http.GuardedClient;
import dev.caisse.platform.http.LocalServer;
import dev.caisse.platform.http.Reach;
import dev.caisse.platform.time.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class FetchPicturesTest {
    private static final Tenant TENANT = new Tenant(1, false);

    private final TestDatabase database = TestDatabase.fresh();
    private final Db db = database.db();
    private final Pictures pictures = new Pictures();
    private final GuardedClient client = new GuardedClient("1", new Reach(true, true));
    private final FetchPictures fetch = new FetchPictures(db, client, Clock.system());
    private final Map<String, byte[]> shop = new ConcurrentHashMap<>();
    private final LocalServer server = LocalServer.plain(this::serve);

    @AfterEach
    void closes() {
        server.close();
        fetch.close();
        client.close();
        database.close();
    }

    @Test
    void aWantedPictureIsFetchedOnceAndKeptSmall() {
        shop.put("/shirt", SamplePictures.opaque("png", 2000, 1000));
        want("/shirt");
        fetch.fetchDue();
        want("/shirt");
        fetch.fetchDue();
        assertThat(pictures.find(db, TENANT, url("/shirt"))).hasValueSatisfying(picture -> {
            assertThat(picture.contentType()).isEqualTo("image/jpeg");
            assertThat(picture.width()).isEqualTo(160);
            assertThat(picture.height()).isEqualTo(80);
            assertThat(SamplePictures.decoded(picture.bytes()).getWidth()).isEqualTo(160);
        });
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/svg", "/bomb", "/huge", "/missing", "/empty"})
    void whatIsNoUsablePictureFailsAndIsLeftAloneForADay(String path) {
        shop.put("/svg", SamplePictures.SVG);
        shop.put("/bomb", SamplePictures.bombPng(60_000, 60_000));
        shop.put("/huge", new byte[2_000_001]);
        shop.put("/empty", new byte[0]);
        want(path);
        fetch.fetchDue();
        fetch.fetchDue();
        assertThat(pictures.find(db, TENANT, url(path))).isEmpty();
        assertThat(state(path)).isEqualTo("failed");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void nonsenseForAUrlFailsAndHurtsNoOther() {
        shop.put("/shirt", SamplePictures.opaque("gif", 50, 50));
        pictures.want(db, TENANT, List.of("not a url", "", "http://[", "file:///etc/passwd", url("/shirt")));
        fetch.fetchDue();
        assertThat(pictures.find(db, TENANT, url("/shirt"))).isPresent();
        assertThat(db.all(row -> row.number("n"), "select count(*) as n from pictures where state = 'failed'"))
                .containsExactly(4L);
    }

    @Test
    void theStrictClientAsksNobodyAtHome() {
        shop.put("/shirt", SamplePictures.opaque("png", 50, 50));
        want("/shirt");
        try (var strict = new GuardedClient("1", Reach.PUBLIC);
                var guarded = new FetchPictures(db, strict, Clock.system())) {
            guarded.fetchDue();
        }
        assertThat(state("/shirt")).isEqualTo("failed");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void workersBeginWithWhatIsWantedAndWakeForMore() throws InterruptedException {
        shop.put("/shirt", SamplePictures.opaque("png", 50, 50));
        shop.put("/shoes", SamplePictures.withAlpha(50, 50));
        want("/shirt");
        fetch.start();
        awaitReady("/shirt");
        want("/shoes");
        fetch.wake();
        awaitReady("/shoes");
    }

    @Test
    void noConnectionIsHeldWhileFetching() throws InterruptedException {
        want("/hang");
        try (var nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            nodes.execute(fetch::fetchDue);
            while (server.requests().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            var busy = db.one(row -> row.number("n"), """
                    select count(*) as n from pg_stat_activity
                     where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()
                       and backend_type = 'client backend'
                    """);
            assertThat(busy).contains(0L);
            nodes.shutdownNow();
        }
    }

    @Test
    void stoppingGivesAPictureBackWithoutCallingItFailed() throws InterruptedException {
        want("/hang");
        fetch.start();
        while (server.requests().isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        long before = System.nanoTime();
        fetch.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        assertThat(state("/hang")).isEqualTo("wanted");
    }

    private void want(String path) {
        pictures.want(db, TENANT, List.of(url(path)));
    }

    private String url(String path) {
        return server.at(path).toString();
    }

    private String state(String path) {
        return db.one(row -> row.text("state"), "select state from pictures where source_url = ?", url(path))
                .orElseThrow();
    }

    private void awaitReady(String path) throws InterruptedException {
        while (pictures.find(db, TENANT, url(path)).isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private void serve(String path, OutputStream out) throws IOException {
        if (path.equals("/hang")) {
            hang();
        }
        var body = shop.get(path);
        // The declared type is a lie, and nobody believes it.
        LocalServer.write(
                out,
                (body == null ? "404 Not Found" : "200 OK") + "\r\nContent-Type: text/html",
                body == null ? SamplePictures.opaque("png", 10, 10) : body);
    }

    private static void hang() {
        try {
            TimeUnit.SECONDS.sleep(20);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
