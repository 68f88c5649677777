package dev.caisse.checkout;

import dev.caisse.accounts.KnownKeys;
import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Prefix;
import java.util.Optional;
import java.util.regex.Pattern;

/// Writes the address of a session's payment page.
public final class Links {
    /// No number that is too large for one of ours.
    private static final Pattern ACCOUNT = Pattern.compile("-?(?:[0-9]{1,18}|[1-8][0-9]{18})");

    public static final String RECOVERY = "/recover/";

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

    /// Where a session is recovered once it is expired.
    public String toRecover(String publicUrl, Tenant tenant, long session) {
        return publicUrl + recoveryPath(tenant, session);
    }

    /// Without a key, so that it can be written wherever a session ends: the tenant is in it, proved by the token.
    public String recoveryPath(Tenant tenant, long session) {
        return "%s%s?a=%d&s=%s"
                .formatted(
                        RECOVERY,
                        idInLink(tenant, session),
                        tenant.account(),
                        pageKeys.recovery(tenant.account(), tenant.live(), session));
    }

    /// Whose session an address of that kind is for; empty when its token does not prove it.
    public static Optional<Tenant> recovering(PageKeys pageKeys, String idInLink, String account, String token) {
        if (!ACCOUNT.matcher(account).matches()) {
            return Optional.empty();
        }
        var tenant = new Tenant(Long.parseLong(account), idInLink.startsWith(Prefix.SESSION.text() + "_live_"));
        return Prefix.SESSION
                .read(idInLink)
                .filter(id -> idInLink(tenant, id).equals(idInLink))
                .filter(id -> pageKeys.isRecovery(tenant.account(), tenant.live(), id, token))
                .map(_ -> tenant);
    }

    /// A session's id as links show it, with its mode: `cs_test_…`.
    public static String idInLink(Tenant tenant, long session) {
        return Prefix.SESSION.text() + "_" + tenant.mode() + "_" + session;
    }
}
