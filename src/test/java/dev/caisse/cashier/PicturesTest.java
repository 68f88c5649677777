package dev.caisse.cashier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.TestDatabase;
import dev.caisse.api.Tenant;
import dev.caisse.cashier.Pictures.Wanted;
import dev.caisse.platform.db.Db;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PicturesTest {
    private static final Tenant TENANT = new Tenant(1, false);
    private static final Tenant LIVE = new Tenant(1, true);
    private static final Tenant OTHER = new Tenant(2, false);
    private static final String URL = "https://shop.example/a.png";
    private static final long NOON = Duration.ofDays(20_000).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final Picture SMALL = new Picture("image/png", new byte[] {1, 2}, 3, 4);

    private final TestDatabase database = TestDatabase.fresh();
    private final Db db = database.db();
    private final Pictures pictures = new Pictures();

    @AfterEach
    void closes() {
        database.close();
    }

    @Test
    void aPictureIsFoundOnceItIsReadyAndByItsTenantOnly() {
        pictures.want(db, TENANT, List.of(URL));
        pictures.want(db, OTHER, List.of(URL));
        assertThat(pictures.find(db, TENANT, URL)).isEmpty();
        pictures.saveReady(db, new Wanted(TENANT, URL), SMALL);
        assertThat(pictures.find(db, TENANT, URL))
                .get()
                .usingRecursiveComparison()
                .isEqualTo(SMALL);
        assertThat(pictures.find(db, OTHER, URL)).isEmpty();
        assertThat(pictures.find(db, LIVE, URL)).isEmpty();
        assertThat(pictures.find(db, TENANT, URL + "?")).isEmpty();
    }

    @Test
    void wantingAgainChangesNothing() {
        assertThat(pictures.want(db, TENANT, List.of(URL, URL, "https://shop.example/ü")))
                .isEqualTo(2);
        pictures.saveReady(db, new Wanted(TENANT, URL), SMALL);
        assertThat(pictures.want(db, TENANT, List.of(URL))).isZero();
        assertThat(pictures.want(db, TENANT, List.of())).isZero();
        assertThat(pictures.want(db, LIVE, List.of(URL))).isEqualTo(1);
        assertThat(pictures.find(db, TENANT, URL)).isPresent();
    }

    @Test
    void aClaimedPictureIsLeftToItsNodeUntilTheLeaseEnds() {
        pictures.want(db, LIVE, List.of(URL));
        assertThat(pictures.claim(db, NOON)).contains(new Wanted(LIVE, URL));
        assertThat(pictures.claim(db, NOON + 119_999)).isEmpty();
        assertThat(pictures.claim(db, NOON + 120_000)).contains(new Wanted(LIVE, URL));
    }

    @Test
    void aFailedPictureIsTriedAgainAfterADayAndThreeTimesInAll() {
        pictures.want(db, TENANT, List.of(URL));
        failsAt(NOON);
        assertThat(pictures.claim(db, NOON + DAY - 1)).isEmpty();
        failsAt(NOON + DAY);
        failsAt(NOON + 2 * DAY);
        assertThat(pictures.claim(db, NOON + 100 * DAY)).isEmpty();
    }

    @Test
    void aPictureThatKillsItsNodeIsGivenUpToo() {
        pictures.want(db, TENANT, List.of(URL));
        for (int i = 0; i < 3; i++) {
            assertThat(pictures.claim(db, NOON + i * DAY)).isPresent();
        }
        assertThat(pictures.claim(db, NOON + 3 * DAY)).isEmpty();
    }

    @Test
    void aReadyPictureIsNeverClaimedNorFailed() {
        pictures.want(db, TENANT, List.of(URL));
        pictures.saveReady(db, new Wanted(TENANT, URL), SMALL);
        pictures.saveFailed(db, new Wanted(TENANT, URL));
        assertThat(pictures.claim(db, NOON)).isEmpty();
        assertThat(pictures.find(db, TENANT, URL)).isPresent();
    }

    @Test
    void manyNodesClaimEachPictureOnce() throws InterruptedException {
        var urls =
                java.util.stream.IntStream.range(0, 40).mapToObj(i -> URL + i).toList();
        pictures.want(db, TENANT, urls);
        try (var nodes = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<List<Wanted>> node = this::claimAll;
            var claimed = nodes.invokeAll(List.of(node, node, node, node)).stream()
                    .flatMap(done -> done.resultNow().stream())
                    .map(Wanted::url)
                    .toList();
            assertThat(claimed).containsExactlyInAnyOrderElementsOf(urls);
        }
    }

    /// Four claims may find nothing only because others hold the rows, so each node asks a few times.
    private List<Wanted> claimAll() {
        var claimed = new java.util.ArrayList<Wanted>();
        for (int i = 0; i < 40; i++) {
            pictures.claim(db, NOON).ifPresent(claimed::add);
        }
        return claimed;
    }

    private void failsAt(long nowMs) {
        var wanted = pictures.claim(db, nowMs).orElseThrow();
        pictures.saveFailed(db, wanted);
    }
}
