package dev.caisse.api;

import dev.caisse.platform.http.Incoming;

/// Knows every dialect there is.
public interface Dialects {

    /// The one a request is made in. Never refuses: that is for the dialect to do, in its own words.
    Dialect of(Incoming request);

    /// The one that calls itself so; the native one for null.
    ///
    /// @param name as [Dialect#name] has it, or a version by itself
    Dialect named(String name);

    /// Whether a webhook endpoint can be written to in this version.
    boolean isVersion(String version);
}
