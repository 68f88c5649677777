package dev.caisse.accounts;

import dev.caisse.platform.ids.Prefix;
import java.util.Optional;

/// A merchant: whose name and logo the payer sees.
public record Account(long id, String name, Optional<Logo> logo) {

    /// How the API shows an account's number; a throw-away one's, which is below zero, with `test`.
    public static String shown(long id) {
        return id < 0 ? "acct_test_" + -id : Prefix.ACCOUNT.id(id);
    }

    /// A picture as it is served.
    public record Logo(String contentType, byte[] bytes) {}
}
