package dev.caisse.payments;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.platform.json.JsonWriter;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// That a payer has agreed to being charged, as the merchant says it: kept with the payment as evidence, shown to
/// nobody. Prints itself without who that was.
///
/// @param acceptedMs when; empty for the moment of the confirmation
/// @param online from where, when it was by a browser
record Mandate(Optional<Long> acceptedMs, Optional<Online> online) {
    private static final String PARAMETER = "mandate_data";
    private static final int MAX_AGENT = 1000;

    /// An address of the internet, of either version; nobody is asked for it.
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    record Online(String ipAddress, String userAgent) {}

    /// The parameter `mandate_data`; empty when nothing is said.
    ///
    /// @throws Refusal 400 when nothing is confirmed, or it does not say how it was accepted
    static Optional<Mandate> read(Params params, boolean isConfirmed) {
        var data = params.object(PARAMETER);
        if (data.isPresent() && !isConfirmed) {
            throw Refusal.invalid(
                    params.name(PARAMETER),
                    "belongs to a confirmation: pass confirm=true with it, or leave it for later");
        }
        return data.map(given -> {
            var acceptance =
                    given.object("customer_acceptance").orElseThrow(() -> given.missing("customer_acceptance"));
            given.refuseUnknown();
            return accepted(acceptance);
        });
    }

    private static Mandate accepted(Params params) {
        var type = params.choice("type", "online", "offline").orElseThrow(() -> params.missing("type"));
        var online = params.object("online").map(Mandate::online);
        params.object("offline").ifPresent(Params::refuseUnknown);
        boolean isOnline = type.equals("online");
        if (isOnline && online.isEmpty()) {
            throw params.missing("online");
        }
        if (!isOnline && online.isPresent()) {
            throw Refusal.invalid(params.name("online"), "has no place where `type` is offline");
        }
        var mandate = new Mandate(params.timeMs("accepted_at"), online);
        params.refuseUnknown();
        return mandate;
    }

    private static Online online(Params params) {
        var address = params.requiredText("ip_address", 45);
        if (!ADDRESS.matcher(address).matches()) {
            throw Refusal.invalid(params.name("ip_address"), "must be an IP address");
        }
        var online = new Online(address, params.requiredText("user_agent", MAX_AGENT));
        params.refuseUnknown();
        return online;
    }

    /// Reads what [#write] wrote.
    static Mandate read(Map<?, ?> json) {
        return new Mandate(
                Optional.ofNullable(json.get("accepted_ms")).map(time -> Long.valueOf(time.toString())),
                Optional.ofNullable((String) json.get("ip_address"))
                        .map(address -> new Online(address, (String) json.get("user_agent"))));
    }

    void write(JsonWriter json) {
        json.beginObject();
        acceptedMs.ifPresent(time -> json.name("accepted_ms").number(time));
        online.ifPresent(from -> json.name("ip_address")
                .text(from.ipAddress())
                .name("user_agent")
                .text(from.userAgent()));
        json.endObject();
    }

    @Override
    public String toString() {
        return "Mandate[isOnline=" + online.isPresent() + "]";
    }
}
