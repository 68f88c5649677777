package dev.caisse.attempts;

import dev.caisse.api.Caller;
import dev.caisse.api.Tenant;
import dev.caisse.clocks.Clocks;
import dev.caisse.connectors.Connector;
import dev.caisse.connectors.Connector.Notice;
import dev.caisse.connectors.Routing;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.http.BodyTooLarge;
import dev.caisse.platform.http.BodyUnreadable;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way in for connectors that call by themselves: `POST /notices/{connector}/{account}/{test|live}`. Verified by
/// the
/// connector that it claims to be from, taken once, and answered only after what it says is stored.
public final class ReceiveNotice {
    public static final String PATH = "/notices/";
    private static final Logger LOG = LoggerFactory.getLogger(ReceiveNotice.class);
    private static final Pattern ADDRESS = Pattern.compile("/notices/([a-z0-9]{1,40})/(-?[0-9]{1,19})/(test|live)");
    private static final int MAX_BYTES = 64 * 1024;

    /// Acquirers repeat a notice that was not taken for some days, none for more than thirty.
    private static final Duration KEPT = Duration.ofDays(31);

    private final Db db;
    private final Clock clock;
    private final Clocks clocks;
    private final Routing routing;
    private final Owner owner;
    private final Respondent respondent;
    private final Attempts attempts = new Attempts();
    private final Notices notices = new Notices();

    public ReceiveNotice(Db db, Clock clock, Clocks clocks, Routing routing, Owner owner, Respondent respondent) {
        this.db = db;
        this.clock = clock;
        this.clocks = clocks;
        this.routing = routing;
        this.owner = owner;
        this.respondent = respondent;
    }

    /// 200 when it is stored, or was before; 4xx when it is not authentic; 5xx when the connector should try again.
    public Response handle(Incoming request) {
        var address = ADDRESS.matcher(request.rawPath());
        if (!request.method().equals("POST") || !address.matches()) {
            return Response.text(404, "There is nothing at this address.\n");
        }
        var connector = routing.findConnector(address.group(3).equals("live"), address.group(1));
        return connector
                .map(known -> received(known, address.toMatchResult(), request))
                .orElseGet(() -> Response.text(404, "There is no such connector.\n"));
    }

    /// Forgets a batch of those that nobody sends again any more; says how many. One that comes again all the same does
    /// no harm: what is closed is not overwritten.
    public int forget(int most) {
        return notices.forget(db, clock.nowMs() - KEPT.toMillis(), most);
    }

    private Response received(Connector connector, MatchResult address, Incoming request) {
        var tenant = tenant(address);
        var notice = read(connector, request);
        if (tenant.isEmpty() || notice.isEmpty()) {
            return Response.text(400, "This notice is not authentic.\n");
        }
        try {
            clocks.look(tenant.get());
            boolean isTaken = switch (notice.get()) {
                case Notice.OfCall call -> isStored(tenant.get(), connector.name(), call);
                case Notice.OfDispute dispute -> isTaken(tenant.get(), connector.name(), dispute);
            };
            return isTaken ? Response.text(200, "ok\n") : Response.text(503, "Try again.\n");
        } catch (RuntimeException e) {
            LOG.error("a notice of {} could not be stored", connector.name(), e);
            return Response.text(503, "Try again.\n");
        }
    }

    private static Optional<Tenant> tenant(MatchResult address) {
        try {
            return Optional.of(new Tenant(
                    Long.parseLong(address.group(2)), address.group(3).equals("live")));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<Notice> read(Connector connector, Incoming request) {
        try {
            return connector.readNotice(request.headers(), request.body(MAX_BYTES));
        } catch (BodyTooLarge | BodyUnreadable _) {
            return Optional.empty();
        }
    }

    private boolean isStored(Tenant tenant, String connector, Notice.OfCall notice) {
        var attempt = attempts.findByReference(db, tenant, connector, notice.reference());
        if (attempt.isEmpty()) {
            LOG.warn("a notice of {} names a reference that is not ours", connector);
            return true;
        }
        // An authentication goes on when its payer is back, at whose node the security code is.
        boolean isForPayer = attempt.get().operation() == Attempt.Operation.AUTHENTICATE;
        if (!isForPayer && !notices.has(db, tenant, connector, notice)) {
            // Recorded before it counts as had: a crash in between repeats it, and recording twice has one effect.
            owner.answered(Caller.worker(tenant), attempt.get(), notice.answer());
            notices.add(db, tenant, connector, notice, clock.nowMs());
        }
        return true;
    }

    /// What cannot be placed is not acknowledged, so that the acquirer keeps it for us.
    private boolean isTaken(Tenant tenant, String connector, Notice.OfDispute notice) {
        if (notices.has(db, tenant, connector, notice)) {
            return true;
        }
        var authorization = attempts.findByReference(db, tenant, connector, notice.reference());
        boolean isTaken = respondent.told(Caller.worker(tenant), connector, authorization, notice.news());
        if (isTaken) {
            notices.add(db, tenant, connector, notice, clock.nowMs());
        }
        return isTaken;
    }
}
