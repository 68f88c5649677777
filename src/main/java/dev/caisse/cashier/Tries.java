package dev.caisse.cashier;

import dev.caisse.platform.http.ClientAddress;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.limits.Ration;
import dev.caisse.platform.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Against card testing: an address whose cards were declined too often is asked to come back later. Who pays, mistypes
/// or finds the order paid is not counted.
final class Tries {
    static final int MOST = 30;
    static final Duration WINDOW = Duration.ofHours(1);

    private static final int DECLINED = 402;
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final ClientAddress clients;
    private final Ration declines;
    private final Pay pay;
    private final Assets assets;
    private final Clock clock;
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

    Tries(ClientAddress clients, Ration declines, Pay pay, Assets assets, Clock clock) {
        this.clients = clients;
        this.declines = declines;
        this.pay = pay;
        this.assets = assets;
        this.clock = clock;
    }

    Response run(Visit visit, Incoming request, String publicUrl) {
        var client = clients.of(request);
        return isLetIn(client)
                ? counted(client, visit, request, publicUrl)
                : Notices.tooManyTries(visit, assets).with("Retry-After", String.valueOf(WINDOW.toSeconds()));
    }

    /// A press holds its place until it is known whether it counts. Whoever finds all places held by presses under way,
    /// as behind the one address of a busy office, waits for those.
    private boolean isLetIn(String client) {
        long deadline = clock.monotonicNanos() + PATIENCE.toNanos();
        boolean isLetIn = begin(client);
        while (!isLetIn && underWay.containsKey(client) && clock.monotonicNanos() - deadline < 0) {
            clock.sleep(LOOK);
            isLetIn = begin(client);
        }
        return isLetIn;
    }

    private boolean begin(String client) {
        underWay.merge(client, 1, Integer::sum);
        boolean isTaken = declines.take(client);
        if (!isTaken) {
            end(client);
        }
        return isTaken;
    }

    private void end(String client) {
        underWay.computeIfPresent(client, (_, presses) -> presses == 1 ? null : presses - 1);
    }

    private Response counted(String client, Visit visit, Incoming request, String publicUrl) {
        boolean isDeclined = false;
        try {
            var answer = pay.run(visit, request, publicUrl);
            isDeclined = answer.status() == DECLINED;
            return answer;
        } finally {
            if (!isDeclined) {
                declines.giveBack(client);
            }
            end(client);
        }
    }
}
