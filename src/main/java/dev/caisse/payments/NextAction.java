package dev.caisse.payments;

import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What the payer has to do elsewhere before a payment goes on.
///
/// @param type the API's word for it, such as `challenge_redirect`
/// @param url where the payer is sent; null when there is no such place
/// @param returnUrl where they come back to
/// @param untilMs until when, in wall-clock milliseconds
/// @param code what is to be scanned
/// @param voucher the words of instructions, when the payer has got some to follow in their own time
public record NextAction(
        String type,
        String url,
        String returnUrl,
        long untilMs,
        Optional<String> code,
        Optional<Map<String, String>> voucher) {
    private static final String CHALLENGE = "challenge_redirect";

    public static NextAction challenge(String url, String returnUrl, long untilMs) {
        return new NextAction(CHALLENGE, url, returnUrl, untilMs, Optional.empty(), Optional.empty());
    }

    /// Whether the payer's bank wants to know them, before anybody is asked for money.
    public boolean isChallenge() {
        return type.equals(CHALLENGE);
    }

    /// As the API shows it, its details under the name of its type.
    public Map<String, Object> asView() {
        var details = new LinkedHashMap<String, Object>();
        details.put("url", url);
        details.put("return_url", returnUrl);
        code.ifPresent(content -> details.put("qrcode", content));
        voucher.ifPresent(details::putAll);
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
                Long.parseLong(map.get("until_ms").toString()),
                Optional.ofNullable((String) map.get("code")),
                Optional.ofNullable((Map<?, ?>) map.get("voucher")).map(NextAction::texts));
    }

    private static Map<String, String> texts(Map<?, ?> json) {
        var texts = new LinkedHashMap<String, String>();
        json.forEach((name, text) -> texts.put((String) name, (String) text));
        return texts;
    }

    public Jsonb jsonb() {
        var json = new JsonWriter().beginObject();
        json.name("type").text(type);
        json.name("url").text(url);
        json.name("return_url").text(returnUrl);
        json.name("until_ms").number(untilMs);
        code.ifPresent(content -> json.name("code").text(content));
        voucher.ifPresent(words -> json.name("voucher").tree(words));
        return new Jsonb(json.endObject().text());
    }
}
