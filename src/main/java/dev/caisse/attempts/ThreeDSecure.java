package dev.caisse.attempts;

import dev.caisse.connectors.Proof;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;

/// What an authentication said of the payer, as far as it may be shown; never the cryptogram that proves it.
///
/// @param isChallenged whether the payer was sent to their bank for it
/// @param eci electronic commerce indicator, two digits
/// @param transaction the directory server's id of it
public record ThreeDSecure(boolean isChallenged, String eci, String transaction) {
    public static ThreeDSecure of(Proof proof, boolean isChallenged) {
        return new ThreeDSecure(isChallenged, proof.eci(), proof.dsTransId());
    }

    /// Reads what [#jsonb] wrote.
    public static ThreeDSecure read(String json) {
        var map = Json.readObject(json);
        return new ThreeDSecure(
                map.get("flow").equals("challenge"), (String) map.get("eci"), (String) map.get("transaction"));
    }

    public Jsonb jsonb() {
        var json = new JsonWriter().beginObject();
        json.name("flow").text(flow());
        json.name("eci").text(eci);
        json.name("transaction").text(transaction);
        return new Jsonb(json.endObject().text());
    }

    /// In the API's words.
    public String flow() {
        return isChallenged ? "challenge" : "frictionless";
    }
}
