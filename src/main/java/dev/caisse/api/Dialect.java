package dev.caisse.api;

import java.util.Optional;

/// One of the ways of writing the same API. Views say by their types what each value is; a dialect is a writer over
/// those types.
public interface Dialect {

    /// Writes a view as UTF-8 JSON. For a payer, fields marked [SecretKeyOnly] are left out.
    byte[] view(Object view, boolean forPayer);

    byte[] refusal(Refusal refusal, String requestId);

    /// Another spelling of a parameter that this dialect reads too.
    Optional<String> alias(String parameter);
}
