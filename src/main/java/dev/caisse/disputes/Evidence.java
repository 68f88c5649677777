package dev.caisse.disputes;

import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.platform.db.Jsonb;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.JsonWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a merchant has to say about a dispute: texts, and ids of files as texts, by their names in the API. Those that
/// were not given are absent.
record Evidence(Map<String, String> texts) {
    static final Evidence NONE = new Evidence(Map.of());
    private static final int MAX_TEXT = 20_000;
    private static final int MAX_ALL = 150_000;
    private static final List<String> NAMES = List.of(
            "access_activity_log",
            "billing_address",
            "cancellation_policy",
            "cancellation_policy_disclosure",
            "cancellation_rebuttal",
            "customer_communication",
            "customer_email_address",
            "customer_name",
            "customer_purchase_ip",
            "customer_signature",
            "duplicate_charge_documentation",
            "duplicate_charge_explanation",
            "duplicate_charge_id",
            "product_description",
            "receipt",
            "refund_policy",
            "refund_policy_disclosure",
            "refund_refusal_explanation",
            "service_date",
            "service_documentation",
            "shipping_address",
            "shipping_carrier",
            "shipping_date",
            "shipping_documentation",
            "shipping_tracking_number",
            "uncategorized_file",
            "uncategorized_text");

    Evidence {
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    /// This, overlaid with what was given; an empty text takes its own away.
    Evidence with(Params given) {
        given.refuseUnsupported("enhanced_evidence");
        var all = new LinkedHashMap<String, String>();
        for (var name : NAMES) {
            var text = given.has(name) ? given.text(name, MAX_TEXT).orElse(null) : texts.get(name);
            if (text != null) {
                all.put(name, text);
            }
        }
        given.refuseUnknown();
        if (all.values().stream()
                        .mapToInt(text -> text.codePointCount(0, text.length()))
                        .sum()
                > MAX_ALL) {
            throw Refusal.invalid("evidence", "may have at most " + MAX_ALL + " characters in all its texts");
        }
        return new Evidence(all);
    }

    boolean isEmpty() {
        return texts.isEmpty();
    }

    /// Every name, those without a text too.
    Map<String, Object> view() {
        var all = new LinkedHashMap<String, Object>();
        NAMES.forEach(name -> all.put(name, texts.get(name)));
        return all;
    }

    Jsonb jsonb() {
        return new Jsonb(new JsonWriter().tree(texts).text());
    }

    /// Reads what [#jsonb] wrote.
    static Evidence read(String json) {
        var texts = new LinkedHashMap<String, String>();
        Json.readObject(json).forEach((name, text) -> texts.put(name, text.toString()));
        return new Evidence(texts);
    }
}
