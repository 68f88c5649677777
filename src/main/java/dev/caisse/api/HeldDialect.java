package dev.caisse.api;

import dev.caisse.platform.db.Sql;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.ids.Timeline;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A dialect in which a view is answered by what it holds. Its name says so, and whoever completes the answer later, on
/// whatever node, writes it likewise.
public record HeldDialect(Dialect inner) implements Dialect {
    private static final String PREFIX = "held ";

    /// The dialect that has such a name in `inner`'s, if it is one of these.
    public static Optional<String> inner(String name) {
        return Optional.of(name).filter(text -> text.startsWith(PREFIX)).map(text -> text.substring(PREFIX.length()));
    }

    /// What such a view is answered with; itself when it holds nothing.
    public static Object held(Object view) {
        return view instanceof Holder holder ? holder.held().orElse(view) : view;
    }

    @Override
    public String name() {
        return PREFIX + inner.name();
    }

    @Override
    public Dialect by(Timeline timeline) {
        return new HeldDialect(inner.by(timeline));
    }

    @Override
    public Timeline timeline() {
        return inner.timeline();
    }

    @Override
    public byte[] view(Object view, boolean forPayer) {
        return inner.view(held(view), forPayer);
    }

    @Override
    public byte[] refusal(Refusal refusal, String requestId) {
        return inner.refusal(refusal.ofHeld(), requestId);
    }

    @Override
    public Optional<String> alias(String parameter) {
        return inner.alias(parameter);
    }

    @Override
    public Heard hear(String method, String path, Map<String, Object> parameters) {
        return inner.hear(method, path, parameters);
    }

    @Override
    public boolean brings() {
        return inner.brings();
    }

    @Override
    public Dialect bringing(Sql sql, Tenant tenant, Object view) {
        return new HeldDialect(inner.bringing(sql, tenant, held(view)));
    }

    @Override
    public Optional<Refusal> absent(String method, String path) {
        return inner.absent(method, path);
    }

    @Override
    public String noticeHeader() {
        return inner.noticeHeader();
    }

    @Override
    public Optional<String> version() {
        return inner.version();
    }

    @Override
    public List<String> signatureHeaders() {
        return inner.signatureHeaders();
    }

    @Override
    public Response headed(Response response, Optional<String> idempotencyKey) {
        return inner.headed(response, idempotencyKey);
    }
}
