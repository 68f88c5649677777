package dev.caisse.accounts;

import java.util.Optional;

/// A merchant: whose name and logo the payer sees.
public record Account(long id, String name, Optional<Logo> logo) {

    /// A picture as it is served.
    public record Logo(String contentType, byte[] bytes) {}
}
