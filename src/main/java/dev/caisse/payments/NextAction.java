package dev.caisse.payments;

import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the payer has to do elsewhere before a payment goes on.
///
/// @param type the API's word for it, such as `challenge_redirect`
/// @param url where the payer is sent
/// @param returnUrl where they come back to
/// @param untilMs until when, in wall-clock milliseconds
public record NextAction(String type, String url, String returnUrl, long untilMs) {

    public static NextAction challenge(String url, String returnUrl, long untilMs) {
        return new NextAction("challenge_redirect", url, returnUrl, untilMs);
    }

    /// As the API shows it, its details under the name of its type.
    public Map<String, Object> asView() {
        var details = new LinkedHashMap<String, Object>();
        details.put("url", url);
        details.put("return_url", returnUrl);
        var view = new LinkedHashMap<String, Object>();
        view.put("type", type);
        view.put(type, details);
        return view;
    }

    /// Reads what [#jsonb] wrote.
    public static NextAction read(String json) {
        var map = Json.readObject(json);
        return new NextAction(
                (String) map.get("type"),
                (String) map.get("url"),
                (String) map.get("return_url"),
                Long.parseLong(map.get("until_ms").toString()));
    }

    public Jsonb jsonb() {
        var json = new JsonWriter().beginObject();
        json.name("type").text(type);
        json.name("url").text(url);
        json.name("return_url").text(returnUrl);
        json.name("until_ms").number(untilMs);
        return new Jsonb(json.endObject().text());
    }
}
