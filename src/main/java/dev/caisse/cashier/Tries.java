package dev.caisse.cashier;

import dev.caisse.platform.http.ClientAddress;
import dev.caisse.platform.http.Incoming;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.limits.Ration;
import java.time.Duration;

/// Against card testing: an address whose cards were declined too often is asked to come back later. Who pays, mistypes
/// or
/// finds the order paid is not counted.
final class Tries {
    static final int MOST = 30;
    static final Duration WINDOW = Duration.ofHours(1);

    private static final int DECLINED = 402;

    private final ClientAddress clients;
    private final Ration declines;
    private final Pay pay;
    private final Assets assets;

    Tries(ClientAddress clients, Ration declines, Pay pay, Assets assets) {
        this.clients = clients;
        this.declines = declines;
        this.pay = pay;
        this.assets = assets;
    }

    Response run(Visit visit, Incoming request) {
        var client = clients.of(request);
        return declines.take(client)
                ? counted(client, visit, request)
                : Notices.tooManyTries(visit, assets).with("Retry-After", String.valueOf(WINDOW.toSeconds()));
    }

    private Response counted(String client, Visit visit, Incoming request) {
        boolean isDeclined = false;
        try {
            var answer = pay.run(visit, request);
            isDeclined = answer.status() == DECLINED;
            return answer;
        } finally {
            if (!isDeclined) {
                declines.giveBack(client);
            }
        }
    }
}
