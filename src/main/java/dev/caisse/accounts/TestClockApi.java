package dev.caisse.accounts;

import dev.caisse.accounts.OpenThrowAway.Wanted;
import dev.caisse.api.ListView;
import dev.caisse.api.Page;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.clocks.TestClock;
import dev.caisse.clocks.TestClock.State;
import dev.caisse.clocks.TestClocks;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.time.Clock;
import java.util.List;

/// `/v1/test_helpers`: throw-away accounts, and the clocks by which they live. A clock belongs to its account, and is
/// found with that account's keys alone.
public final class TestClockApi {
    private static final int LONGEST_NAME = 300;

    private final Db db;
    private final Clock clock;
    private final OpenThrowAway openThrowAway;
    private final boolean isBankHere;
    private final Runnable wake;
    private final TestClocks testClocks = new TestClocks();

    /// @param isBankHere whether test mode's bank knows the accounts' clocks, which one in another process does not
    /// @param wake told when a clock is to be advanced
    public TestClockApi(Db db, Clock clock, OpenThrowAway openThrowAway, boolean isBankHere, Runnable wake) {
        this.db = db;
        this.clock = clock;
        this.openThrowAway = openThrowAway;
        this.isBankHere = isBankHere;
        this.wake = wake;
    }

    public void routes(Routes routes) {
        routes.post("/v1/test_helpers/accounts", this::open)
                .post("/v1/test_helpers/test_clocks", this::create)
                .get("/v1/test_helpers/test_clocks", this::list)
                .get("/v1/test_helpers/test_clocks/list", this::list)
                .get("/v1/test_helpers/test_clocks/{id}", this::retrieve)
                .post("/v1/test_helpers/test_clocks/{id}/advance", this::advance)
                .delete("/v1/test_helpers/test_clocks/{id}", this::delete);
    }

    private Object open(Request request) {
        refuseLive(request);
        var params = request.params();
        var wanted = new Wanted(params.text("name", LONGEST_NAME), params.timeMs("frozen_time"));
        params.refuseUnknown();
        if (!isBankHere) {
            throw Refusal.of(
                    400,
                    "test_clocks_not_available",
                    null,
                    "The sandbox of this server is a process of its own, which knows no test clocks. Leave"
                            + " CAISSE_SANDBOX_URL out to have throw-away accounts.");
        }
        return request.once(tx -> ThrowAwayView.of(openThrowAway.in(tx, request.tenant(), wanted)));
    }

    /// Stripe's clocks belong to customers of an account; here an account has one, from the beginning.
    private Object create(Request request) {
        refuseLive(request);
        throw request.tenant().isThrowAway()
                ? Refusal.of(
                        400,
                        "test_clock_exists",
                        null,
                        "This account has its test clock already, and has no other. List /v1/test_helpers/test_clocks to"
                                + " find it.")
                : Refusal.of(
                        400,
                        "test_clock_needs_its_own_account",
                        null,
                        "A test clock comes with an account of its own: POST /v1/test_helpers/accounts, which takes"
                                + " frozen_time and name, and use the keys that it answers with.");
    }

    private Object list(Request request) {
        var slice = Slice.position(request.params(), Prefix.TEST_CLOCK);
        request.params().refuseUnknown();
        var found = testClocks.find(db, request.tenant()).stream()
                .filter(known -> known.id() > slice.above() && known.id() < slice.below())
                .toList();
        return ListView.of("/v1/test_helpers/test_clocks", new Page<>(List.copyOf(found), false), TestClockView::of);
    }

    private Object retrieve(Request request) {
        long id = request.id(Prefix.TEST_CLOCK);
        request.params().refuseUnknown();
        return testClocks
                .find(db, request.tenant())
                .filter(found -> found.id() == id)
                .map(TestClockView::of)
                .orElseThrow(() -> request.notFound(Prefix.TEST_CLOCK));
    }

    private Object advance(Request request) {
        long id = request.id(Prefix.TEST_CLOCK);
        return request.once(tx -> {
            var found = locked(tx, request, id);
            long toMs = request.params()
                    .timeMs("frozen_time")
                    .orElseThrow(() -> request.params().missing("frozen_time"));
            request.params().refuseUnknown();
            var advancing = found.advance(toMs, clock.nowMs());
            testClocks.save(tx, advancing);
            tx.afterCommit(wake);
            return TestClockView.of(advancing);
        });
    }

    /// With its clock an account is over: its keys are good for nothing from here on.
    private Object delete(Request request) {
        long id = request.id(Prefix.TEST_CLOCK);
        request.params().refuseUnknown();
        return request.once(tx -> {
            var found = locked(tx, request, id);
            testClocks.save(tx, found.in(new State.Deleted()));
            return TestClockView.deleted(found);
        });
    }

    private TestClock locked(Tx tx, Request request, long id) {
        return testClocks
                .lock(tx, request.tenant())
                .filter(found -> found.id() == id)
                .orElseThrow(() -> request.notFound(Prefix.TEST_CLOCK));
    }

    private static void refuseLive(Request request) {
        if (request.tenant().live()) {
            throw Refusal.of(
                    400,
                    "test_mode_only",
                    null,
                    "There are no test clocks in live mode: time cannot be set where money is real. Use a key that begins"
                            + " with sk_test_.");
        }
    }
}
