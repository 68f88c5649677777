package dev.caisse.clocks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caisse.api.Tenant;
import dev.caisse.api.Timelines;
import dev.caisse.clocks.TestClocks.Step;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Timeline;
import dev.caisse.platform.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What time it is for a tenant: real time, or what the clock of a throw-away account shows. Nothing is asked for an
/// ordinary account. Of a throw-away one the database is asked as its work begins ([#look]), and for the rest of it
/// this
/// node remembers the answer, so that no time is read inside a transaction.
public final class Clocks implements Timelines {
    private static final int MOST = 1000;

    private final Db db;
    private final Clock real;
    private final TestClocks testClocks = new TestClocks();
    private final Cache<Tenant, Known> known =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /// A clock as it was last seen, with every setting it had.
    private record Known(TestClock clock, List<Step> steps, Timeline timeline) {
        static Known of(TestClock clock, List<Step> steps) {
            var since = steps.stream().mapToLong(Step::sinceId).toArray();
            var shown = steps.stream().mapToLong(Step::shownMs).toArray();
            return new Known(clock, List.copyOf(steps), Timeline.of(since, shown));
        }
    }

    public Clocks(Db db, Clock real) {
        this.db = db;
        this.real = real;
    }

    /// Business time: when something of this tenant's happens, expires or is due. Leases, deadlines of calls, retries
    /// and
    /// keys live by real time instead.
    public long nowMs(Tenant tenant) {
        return tenant.isThrowAway() ? remembered(tenant).clock().frozenMs() : real.nowMs();
    }

    @Override
    public Timeline of(Tenant tenant) {
        return tenant.isThrowAway() ? remembered(tenant).timeline() : Timeline.REAL;
    }

    /// By which clock a tenant lives, as it is in the database now; to be called as some work of theirs begins, outside
    /// any transaction. Empty when theirs is an account that is over, or none.
    public Optional<Timeline> look(Tenant tenant) {
        return tenant.isThrowAway()
                ? seen(tenant).filter(now -> !now.clock().isOver(real.nowMs())).map(Known::timeline)
                : Optional.of(Timeline.REAL);
    }

    /// The same, also of an account that is over, for whoever writes what was.
    public Timeline lookedAt(Tenant tenant) {
        return tenant.isThrowAway() ? seen(tenant).orElseThrow().timeline() : Timeline.REAL;
    }

    private Known remembered(Tenant tenant) {
        return Optional.ofNullable(known.getIfPresent(tenant))
                .or(() -> seen(tenant))
                .orElseThrow();
    }

    /// The step stands in the clock's row: what came since the one that is remembered is all there is to read.
    private Optional<Known> seen(Tenant tenant) {
        var before = Optional.ofNullable(known.getIfPresent(tenant));
        return testClocks
                .find(db, tenant)
                .map(clock -> known.asMap()
                        // What two threads saw at once must not make time go back.
                        .merge(
                                tenant,
                                read(clock, before),
                                (one, other) ->
                                        one.clock().stepId() > other.clock().stepId() ? one : other));
    }

    private Known read(TestClock clock, Optional<Known> before) {
        var steps = new ArrayList<>(before.map(Known::steps).orElse(List.of()));
        long last = steps.isEmpty() ? -1 : steps.getLast().sinceId();
        if (before.isPresent() && last >= clock.stepId()) {
            return new Known(clock, before.get().steps(), before.get().timeline());
        }
        steps.addAll(testClocks.steps(db, clock.tenant(), last));
        return Known.of(clock, steps);
    }
}
