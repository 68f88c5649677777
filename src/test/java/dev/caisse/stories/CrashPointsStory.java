package dev.caisse.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.Eventually;
import dev.caisse.Together;
import dev.caisse.stories.CrashPoints.Beat;
import dev.caisse.stories.CrashPoints.Point;
import dev.caisse.stories.CrashPoints.Stop;
import dev.caisse.stories.CrashSite.Victim;
import dev.caisse.stories.Purchase.Kind;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `kill -9` of the server and of PostgreSQL between any two statements of *intend*, *call* and *record*, and before,
/// in and after the COMMIT of group commit: whoever asks again gets one charge, and all books agree. One point is had
/// again alone by its name, such as `-Dcaisse.point='confirm, record: before COMMIT'`, and those of a flow by the
/// beginning of theirs.
class CrashPointsStory {
    private static final int AT_ONCE = 10;
    // Few, or their asking would keep recovery from its work.
    private static final int FINISHERS = 4;
    private static final String ONLY = System.getProperty("caisse.point", "");

    private final CrashPoints points = new CrashPoints();
    private final Map<Kind, List<String>> written = new EnumMap<>(Kind.class);
    private final List<Purchase> purchases = new ArrayList<>();
    private final Map<String, Integer> reached = new TreeMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<String> never = new ArrayList<>();

    @Test
    void everyMomentWithTheSandboxInTheSameProcess() {
        dieEverywhere(false);
    }

    @Test
    void everyMomentWithTheSandboxInAProcessOfItsOwn() {
        dieEverywhere(true);
    }

    private void dieEverywhere(boolean isSandboxElsewhere) {
        try (var site = new CrashSite(points, isSandboxElsewhere)) {
            points.recovers(false);
            var due = new LinkedHashMap<Kind, List<Point>>();
            EnumSet.complementOf(EnumSet.of(Kind.HOLD)).stream()
                    .filter(kind -> isSandboxElsewhere || !isOnceEnough(kind))
                    .forEach(kind -> due.put(kind, points(site, kind)));
            for (var victim : Victim.values()) {
                hit(site, victim, mortal(victim, due));
            }
            points.recovers(true);
            site.notices().passOn(site::client);
            var unfinished = new ConcurrentLinkedQueue<>(purchases);
            Together.run(FINISHERS, _ -> finish(site, unfinished));
            allWereReached(due, isSandboxElsewhere);
            booksAgree(site);
        }
    }

    /// What is paid elsewhere goes through the same beats as a card's payment: one victim with the bank elsewhere will
    /// do.
    private static boolean isOnceEnough(Kind kind) {
        return kind == Kind.ELSEWHERE || kind.isFar();
    }

    private static Map<Kind, List<Point>> mortal(Victim victim, Map<Kind, List<Point>> due) {
        var all = new LinkedHashMap<>(due);
        if (victim == Victim.DATABASE) {
            all.keySet().removeIf(CrashPointsStory::isOnceEnough);
        }
        return all;
    }

    private void allWereReached(Map<Kind, List<Point>> due, boolean isSandboxElsewhere) {
        assertThat(due.values().stream().mapToInt(List::size).sum())
                .as("points called '%s' among\n%s", ONLY, String.join("\n", names))
                .isPositive();
        var expected = new TreeMap<String, Integer>();
        for (var victim : Victim.values()) {
            mortal(victim, due).forEach((kind, all) -> {
                if (!all.isEmpty()) {
                    expected.put(kind.word() + " " + victim, all.size());
                }
            });
        }
        System.out.println("crash points, sandbox in "
                + (isSandboxElsewhere ? "a process of its own: " : "the same process: ") + reached);
        assertThat(never).as("points that were not reached as they were named").isEmpty();
        assertThat(reached).isEqualTo(expected);
    }

    private void booksAgree(CrashSite site) {
        try (var ours = site.books();
                var bank = site.bankBooks()) {
            Books.agree(ours, bank);
            purchases.stream()
                    .collect(Collectors.groupingBy(purchase -> purchase.kind().end()))
                    .forEach((status, all) -> Books.haveEachOnce(ours, all, status));
        }
    }

    /// The points of a flow, named by a run in which nobody dies; two such runs are alike.
    private List<Point> points(CrashSite site, Kind kind) {
        for (int run = 0; run < 3; run++) {
            var purchase = purchase(site, kind, kind + " dry " + run).prepare(site.client());
            points.begin();
            purchase.ask(site.client());
            var now = points.written();
            if (run == 2) {
                assertThat(now).isEqualTo(written.get(kind));
            }
            written.put(kind, now);
        }
        var named = points.named(kind.word()).stream().toList();
        named.forEach(point -> names.add(point.toString()));
        return (kind.isFar() ? firstRecorded(named) : named)
                .stream().filter(point -> point.toString().startsWith(ONLY)).toList();
    }

    /// The first *record*, wherever something is written in it: the other flows have seen how a payment begins and is
    /// asked for, what goes back, and that looking changes nothing.
    private static List<Point> firstRecorded(List<Point> named) {
        var recorded =
                named.stream().filter(point -> point.beat() == Beat.RECORD).toList();
        int over = recorded.stream().map(Point::name).toList().indexOf("record: after COMMIT");
        return recorded.stream()
                .limit(over + 1L)
                .filter(point -> !point.name().contains("after select"))
                .toList();
    }

    private Purchase purchase(CrashSite site, Kind kind, String name) {
        var purchase = kind.isFar() ? new FarPurchase(kind, name, site.notices()) : new Purchase(kind, name);
        purchases.add(purchase);
        return purchase;
    }

    /// Some payments die of one kill, each at its own point, so that one start serves all of them. Whoever is held
    /// while
    /// it commits for others too holds them all up, and so comes last.
    private void hit(CrashSite site, Victim victim, Map<Kind, List<Point>> due) {
        var alone = new ArrayDeque<Point>();
        var together = new ArrayDeque<Point>();
        inTurn(due).forEach(point -> (point.isTogether() ? together : alone).add(point));
        while (!alone.isEmpty() || !together.isEmpty()) {
            var places = new ArrayList<Point>();
            while (places.size() < AT_ONCE - 1 && !alone.isEmpty()) {
                places.add(alone.remove());
            }
            Optional.ofNullable(together.poll()).ifPresent(places::add);
            var dying = places.stream()
                    .map(point -> purchase(site, Kind.of(point.flow()), point + " " + victim)
                            .prepare(site.client()))
                    .toList();
            die(site, victim, dying, places);
        }
    }

    /// Of every flow one, and again.
    private static Queue<Point> inTurn(Map<Kind, List<Point>> due) {
        var queue = new ArrayDeque<Point>();
        int longest = due.values().stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (var all : due.values()) {
                if (i < all.size()) {
                    queue.add(all.get(i));
                }
            }
        }
        return queue;
    }

    private void die(CrashSite site, Victim victim, List<Purchase> dying, List<Point> places) {
        var stops = new ArrayList<Stop>();
        var requests = new ArrayList<CompletableFuture<Boolean>>();
        for (int i = 0; i < dying.size(); i++) {
            var stop = points.arm(places.get(i), written.get(dying.get(i).kind()));
            requests.add(held(site, dying.get(i), stop));
            stops.add(stop);
            stop.surprise()
                    .ifPresentOrElse(
                            never::add, () -> reached.merge(stop.point().flow() + " " + victim, 1, Integer::sum));
        }
        points.begin();
        site.kill(victim, stops);
        requests.forEach(CompletableFuture::join);
        site.awaitAnswers();
        dying.forEach(purchase -> cut(() -> purchase.askAgain(site.client())));
    }

    /// Asks, and waits until it is held at its point.
    private static CompletableFuture<Boolean> held(CrashSite site, Purchase purchase, Stop stop) {
        var client = site.client();
        var request = Together.soon(() -> cut(() -> purchase.ask(client)));
        Eventually.holds(() -> stop.isReached() || request.isDone());
        if (!stop.isReached()) {
            throw new AssertionError("was never reached: " + stop.point());
        }
        return request;
    }

    private static boolean cut(Runnable work) {
        try {
            work.run();
            return false;
        } catch (UncheckedIOException _) {
            // The server is gone; that is what this story is about.
            return true;
        }
    }

    /// Whoever was cut off asks again, until all is paid; and once more, which changes nothing.
    private static int finish(CrashSite site, Queue<Purchase> unfinished) {
        for (var next = unfinished.poll(); next != null; next = unfinished.poll()) {
            var purchase = next;
            try {
                Eventually.holds(() -> purchase.isOver(site.client()));
                purchase.askAgain(site.client());
            } catch (AssertionError e) {
                throw new AssertionError(purchase.name() + " is left as " + purchase.look(site.client()), e);
            }
        }
        return 0;
    }
}
