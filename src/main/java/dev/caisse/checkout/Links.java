package dev.caisse.checkout;

import dev.caisse.accounts.KnownKeys;
import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Prefix;

/// Writes the address of a session's payment page.
public final class Links {
    private final PageKeys pageKeys;
    private final KnownKeys keys;

    public Links(PageKeys pageKeys, KnownKeys keys) {
        this.pageKeys = pageKeys;
        this.keys = keys;
    }

    /// @param publicUrl how this deployment is reached, without a slash at the end
    public String to(String publicUrl, Tenant tenant, long session) {
        return "%s/pay/%s?key=%s&s=%s"
                .formatted(publicUrl, idInLink(tenant, session), keys.publishable(tenant), pageKeys.link(session));
    }

    /// A session's id as links show it, with its mode: `cs_test_…`.
    public static String idInLink(Tenant tenant, long session) {
        return Prefix.SESSION.text() + "_" + tenant.mode() + "_" + session;
    }
}
