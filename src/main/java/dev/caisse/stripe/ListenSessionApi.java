package dev.caisse.stripe;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Secret;
import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.time.Clock;
import java.time.Duration;

/// `/v1/stripecli/sessions`: where `stripe listen` asks which web socket to open, and with which secret events will be
/// signed.
public final class ListenSessionApi {
    private static final String WEBHOOKS = "webhooks";
    private static final long RECONNECT_SECONDS = Duration.ofHours(1).toSeconds();
    private static final int MOST_FEATURES = 10;
    private static final int LONGEST = 2000;

    private final Keyset keyset;
    private final Clock clock;

    public ListenSessionApi(Keyset keyset, Clock clock) {
        this.keyset = keyset;
        this.clock = clock;
    }

    public void routes(Routes routes) {
        routes.post("/v1/stripecli/sessions", this::create);
    }

    private Object create(Request request) {
        readDevice(request.params());
        return ListenSessionView.of(
                ListenSession.begin(keyset, request, clock.nowMs()), request.publicUrl(), RECONNECT_SECONDS);
    }

    /// What the program says of itself and of where it will send events is its own affair; what it wants to hear is
    /// not.
    private static void readDevice(Params params) {
        params.text("device_name", LONGEST);
        params.text("forward_to_url", LONGEST);
        params.text("forward_connect_to_url", LONGEST);
        params.text("forward_thin_to_url", LONGEST);
        params.text("forward_thin_connect_to_url", LONGEST);
        params.refuseUnsupported("filters");
        var features = params.texts("websocket_features", MOST_FEATURES, LONGEST);
        params.refuseUnknown();
        if (!features.contains(WEBHOOKS)) {
            throw Refusal.invalid(
                    "websocket_features",
                    "must have `webhooks`: of what Stripe's program can follow, only events are here (`stripe listen`)");
        }
    }

    /// What the program is told. Field order is the order in the response.
    ///
    /// @param reconnectDelay seconds after which it opens the web socket anew
    private record ListenSessionView(
            String object,
            String websocketUrl,
            Secret websocketId,
            String websocketAuthorizedFeature,
            Secret secret,
            String defaultVersion,
            String latestVersion,
            long reconnectDelay,
            boolean displayConnectFilterWarning) {

        static ListenSessionView of(ListenSession session, String publicUrl, long reconnectSeconds) {
            return new ListenSessionView(
                    "stripecli.session",
                    publicUrl.replaceFirst("^http", "ws") + TellListeners.PATH,
                    new Secret(session.id()),
                    WEBHOOKS,
                    new Secret(session.secret()),
                    StripeVersion.NEWEST.text(),
                    StripeVersion.NEWEST.text(),
                    reconnectSeconds,
                    false);
        }
    }
}
