package dev.caisse.checkout;

import dev.caisse.accounts.KnownKeys;
import dev.caisse.api.Tenant;
import dev.caisse.platform.ids.Prefix;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/// Writes the addresses of pages: of a session's payment page, of where it is recovered, of a charge's receipt.
public final class Links {
    /// No number that is too large for one of ours.
    private static final Pattern ACCOUNT = Pattern.compile("-?(?:[0-9]{1,18}|[1-8][0-9]{18})");

    public static final String RECOVERY = "/recover/";
    public static final String RECEIPT = "/receipts/";

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
        return RECOVERY
                + idInLink(tenant, session)
                + proof(tenant, pageKeys.recovery(tenant.account(), tenant.live(), session));
    }

    /// Where a charge's receipt is read.
    public String toReceipt(String publicUrl, Tenant tenant, long charge) {
        return publicUrl
                + RECEIPT
                + idInLink(Prefix.CHARGE, tenant, charge)
                + proof(tenant, pageKeys.receipt(tenant.account(), tenant.live(), charge));
    }

    private static String proof(Tenant tenant, String token) {
        return "?a=" + tenant.account() + "&s=" + token;
    }

    /// Whose session an address at which one is recovered is for; empty when its token does not prove it.
    public static Optional<Tenant> recovering(PageKeys pageKeys, String idInLink, String account, String token) {
        return tenant(
                Prefix.SESSION,
                idInLink,
                account,
                (tenant, id) -> pageKeys.isRecovery(tenant.account(), tenant.live(), id, token));
    }

    /// Whose charge the address of a receipt is for; empty when its token does not prove it.
    public static Optional<Tenant> ofReceipt(PageKeys pageKeys, String idInLink, String account, String token) {
        return tenant(
                Prefix.CHARGE,
                idInLink,
                account,
                (tenant, id) -> pageKeys.isReceipt(tenant.account(), tenant.live(), id, token));
    }

    private static Optional<Tenant> tenant(
            Prefix prefix, String idInLink, String account, BiPredicate<Tenant, Long> isProved) {
        if (!ACCOUNT.matcher(account).matches()) {
            return Optional.empty();
        }
        var tenant = new Tenant(Long.parseLong(account), idInLink.startsWith(prefix.text() + "_live_"));
        return prefix.read(idInLink.replaceFirst("_" + tenant.mode() + "_", "_"))
                .filter(id -> idInLink(prefix, tenant, id).equals(idInLink))
                .filter(id -> isProved.test(tenant, id))
                .map(_ -> tenant);
    }

    /// A session's id as links show it, with its mode: `cs_test_…`.
    public static String idInLink(Tenant tenant, long session) {
        return idInLink(Prefix.SESSION, tenant, session);
    }

    private static String idInLink(Prefix prefix, Tenant tenant, long id) {
        return prefix.text() + "_" + tenant.mode() + "_" + id;
    }
}
