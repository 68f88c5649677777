package dev.caisse.api;

import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.db.Rows;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.ids.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// An authenticated request to one route, its parameters read.
public final class Request {
    private static final Pattern ID = Pattern.compile("[a-z]{1,8}(_test|_live)?_[0-9]{1,30}");

    private final Caller caller;
    private final Map<String, String> path;
    private final Params params;
    private final String publicUrl;
    private final Optional<String> rehearsal;
    private final Once once;
    private final Supplier<String> key;
    private final List<String> notices = new ArrayList<>();

    /// Does the work and renders its answer, which is committed with the effect where an idempotency key asks for that.
    interface Once {
        Rendered inTransaction(Function<Tx, Object> work);

        Rendered together(Function<Rows, Object> work);
    }

    /// An answer that is written already.
    record Rendered(byte[] body) {}

    Request(
            Caller caller,
            Map<String, String> path,
            Params params,
            String publicUrl,
            Optional<String> rehearsal,
            Once once,
            Supplier<String> key) {
        this.caller = caller;
        this.path = path;
        this.params = params;
        this.publicUrl = publicUrl;
        this.rehearsal = rehearsal;
        this.once = once;
        this.key = key;
    }

    public Caller caller() {
        return caller;
    }

    public Tenant tenant() {
        return caller.tenant();
    }

    public Params params() {
        return params;
    }

    /// The version it was made in; empty for the native dialect.
    public Optional<String> version() {
        return params.dialect().version();
    }

    /// The address this deployment was reached by, without a slash at its end.
    public String publicUrl() {
        return publicUrl;
    }

    /// What the sandbox shall do wrong with this request, from its `Caisse-Sandbox` header; nothing in live mode.
    public Optional<String> rehearsal() {
        return rehearsal.filter(_ -> !tenant().live());
    }

    /// The id in the path.
    ///
    /// @throws Refusal 404 when it cannot be one of these
    public long id(Prefix due) {
        return due.read(idText()).orElseThrow(() -> notFound(due));
    }

    /// Another id in the path.
    ///
    /// @param variable as the route names it
    /// @throws Refusal 404 when it cannot be one of these
    public long id(String variable, Prefix due) {
        return due.read(path.get(variable)).orElseThrow(() -> notFound(variable, due));
    }

    /// What to throw when there is no such object. What does not look like an id may be a key or a client secret that
    /// was pasted into the wrong place, and is not repeated.
    public Refusal notFound(Prefix due) {
        return notFound("id", due);
    }

    /// The same of another id in the path.
    public Refusal notFound(String variable, Prefix due) {
        var given = path.get(variable);
        return Refusal.notFound(due.noun(), ID.matcher(given).matches() ? given : "…", variable);
    }

    /// The API key that this was asked with, sealed: for who must ask in its name later. It is never seen open.
    ///
    /// @param before what is sealed with it, in front of it
    public byte[] sealedKey(Keyset keyset, String context, String before) {
        return keyset.seal((before + key.get()).getBytes(StandardCharsets.UTF_8), context);
    }

    /// Tells the caller something in a `Caisse-Notice` header.
    public void notice(String text) {
        notices.add(text);
    }

    /// Does the work in one transaction and answers with the view it returns; at most once per idempotency key.
    public Object once(Function<Tx, Object> work) {
        return once.inTransaction(work);
    }

    /// For what only inserts: the work adds its rows, which are committed together with other requests'; at most
    /// once per idempotency key. The work runs a second time when something it refers to has gone meanwhile, so it
    /// must do nothing but look and add.
    public Object insert(Function<Rows, Object> work) {
        return once.together(work);
    }

    List<String> notices() {
        return notices;
    }

    /// The id in the path as it was sent; it may be anything.
    public String idText() {
        return path.get("id");
    }
}
