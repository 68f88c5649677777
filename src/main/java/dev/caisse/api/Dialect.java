package dev.caisse.api;

import dev.caisse.platform.db.Sql;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.ids.Timeline;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One of the ways of writing the same API, in one version. Views say by their types what each value is; a dialect is a
/// writer over those types.
public interface Dialect {

    /// By which [Dialects] finds it again, when an answer that was promised is written by somebody else.
    String name();

    /// This dialect for a tenant that lives by a clock of its own: `created` is written as that showed it.
    Dialect by(Timeline timeline);

    /// By which clock it writes.
    Timeline timeline();

    /// Writes a view as UTF-8 JSON. For a payer, fields marked [SecretKeyOnly] are left out.
    byte[] view(Object view, boolean forPayer);

    byte[] refusal(Refusal refusal, String requestId);

    /// Another spelling of a parameter that this dialect reads too.
    Optional<String> alias(String parameter);

    /// A request as it was heard: in which dialect it is answered, and the parameters left for its handler.
    ///
    /// @param notices what its caller is told of the others
    record Heard(Dialect dialect, Map<String, Object> parameters, List<String> notices) {}

    /// Takes out of a request's parameters what is said to the dialect and not to the API.
    ///
    /// @param path as its route has it
    /// @throws Refusal when this dialect does not answer such a request
    Heard hear(String method, String path, Map<String, Object> parameters);

    /// Whether a request asked for more than the view that answers it.
    boolean brings();

    /// This dialect with whatever a view shall show of other objects, looked for now.
    Dialect bringing(Sql sql, Tenant tenant, Object view);

    /// What to say of an address that nobody answers, when this dialect knows more of it than that.
    Optional<Refusal> absent(String method, String path);

    /// The name of the header that tells what was left out.
    String noticeHeader();

    /// The version that a webhook endpoint gets when its creator names none; empty for the native dialect.
    Optional<String> version();

    /// The names of the headers in which an event's signature is looked for.
    List<String> signatureHeaders();

    /// Adds the headers that this dialect's clients look for.
    ///
    /// @param idempotencyKey as the request had it
    Response headed(Response response, Optional<String> idempotencyKey);
}
