package dev.caisse.api;

import dev.caisse.api.Refusal.Decline;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.ids.Timeline;
import dev.caisse.platform.json.JsonWriter;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// WooshPay's manner: times in milliseconds, currencies in upper case, embedded objects whole.
public final class NativeDialect implements Dialect {
    /// The day of this release, which is how WooshPay's versions are named.
    public static final String VERSION = "2026-11-22";

    /// Keys of WooshPay's page in its machine-translated copy, by ours; the last is a misprint of the page itself.
    private static final Map<String, String> ALIASES = Map.of(
            "currency", "devise",
            "product", "produit",
            "nickname", "pseudo",
            "line_items", "articles_de_ligne",
            "cancel_url", "cancell_url");

    private final Timeline timeline;

    public NativeDialect() {
        this(Timeline.REAL);
    }

    private NativeDialect(Timeline timeline) {
        this.timeline = timeline;
    }

    @Override
    public Dialect by(Timeline other) {
        return other == timeline ? this : new NativeDialect(other);
    }

    @Override
    public Timeline timeline() {
        return timeline;
    }

    @Override
    public String name() {
        return VERSION;
    }

    @Override
    public Heard hear(String method, String path, Map<String, Object> parameters) {
        return new Heard(this, parameters, List.of());
    }

    @Override
    public boolean brings() {
        return false;
    }

    @Override
    public Dialect bringing(Sql sql, Tenant tenant, Object view) {
        return this;
    }

    @Override
    public Optional<Refusal> absent(String method, String path) {
        return Optional.empty();
    }

    @Override
    public String noticeHeader() {
        return "Caisse-Notice";
    }

    @Override
    public Optional<String> version() {
        return Optional.empty();
    }

    @Override
    public List<String> signatureHeaders() {
        return List.of("Wooshpay-Signature", "Signature");
    }

    @Override
    public Response headed(Response response, Optional<String> idempotencyKey) {
        return response;
    }

    @Override
    public byte[] view(Object view, boolean forPayer) {
        return new ViewWriter(new Native(timeline), forPayer).bytes(view);
    }

    @Override
    public byte[] refusal(Refusal refusal, String requestId) {
        var json = new JsonWriter().beginObject().name("error").beginObject();
        json.name("type").text(refusal.type());
        json.name("code").text(refusal.code());
        json.name("message").text(refusal.getMessage());
        json.name("param").text(refusal.param().orElse(null));
        json.name("decline_code").text(refusal.decline().map(Decline::code).orElse(null));
        json.name("doc_url").nothing();
        json.name("request_id").text(requestId);
        refusal.decline().filter(decline -> decline.intent() != null).ifPresent(decline -> {
            json.name(decline.noun());
            new ViewWriter(json, new Native(timeline), false).value(decline.intent());
        });
        return json.endObject()
                .name("message")
                .text(refusal.getMessage())
                .endObject()
                .bytes();
    }

    @Override
    public Optional<String> alias(String parameter) {
        return Optional.ofNullable(ALIASES.get(parameter));
    }

    private static class Native implements ViewWriter.Manner {
        private final Timeline timeline;

        Native(Timeline timeline) {
            this.timeline = timeline;
        }

        @Override
        public void millis(JsonWriter json, Millis value) {
            json.number(value.by(timeline));
        }

        @Override
        public void currency(JsonWriter json, CurrencyCode value) {
            json.text(value.code());
        }

        @Override
        public void link(JsonWriter json, Link value, ViewWriter writer) {
            switch (value) {
                case Link.To to -> json.text(to.id());
                case Link.Whole whole -> writer.value(whole.view());
                case Link.None _ -> json.nothing();
                case Link.Blank _ -> json.text("");
            }
        }

        @Override
        public void secret(JsonWriter json, Secret value) {
            json.text(value.text());
        }

        @Override
        public void apiVersion(JsonWriter json) {
            json.text(VERSION);
        }

        @Override
        public boolean shows(ViewField field) {
            return !field.isNotNative();
        }
    }

    /// For what is kept: as the native dialect, but no secret.
    private static final class Neutral extends Native {
        Neutral(Timeline timeline) {
            super(timeline);
        }

        @Override
        public void secret(JsonWriter json, Secret value) {
            json.nothing();
        }

        @Override
        public boolean shows(ViewField field) {
            return true;
        }
    }

    /// Writes a view for keeping: milliseconds, ISO codes, ids, and no secret; [ViewReader] reads it back.
    static String neutral(Object view, Timeline timeline) {
        return new String(
                new ViewWriter(new Neutral(timeline), false).bytes(view), java.nio.charset.StandardCharsets.UTF_8);
    }
}
