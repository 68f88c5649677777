package dev.caisse.checkout;

import dev.caisse.platform.crypto.Keyset;
import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.SealedColumn;
import dev.caisse.platform.time.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The secret behind the links to payment pages. Ids can be counted through and publishable keys are public, so the
/// token this makes of an id is all that makes a link a secret. (catalog-and-checkout: url)
public final class PageKeys {
    private static final String CONTEXT = "page_key";
    public static final SealedColumn SEALED =
            new SealedColumn("page_keys", List.of("id integer"), "sealed", _ -> CONTEXT);

    private static final int KEY_BYTES = 32;
    private static final int TOKEN_BYTES = 16;
    private static final Duration OLD_ONES_VERIFY = Duration.ofHours(24);

    /// The current key first.
    private final List<byte[]> keys;

    private PageKeys(List<byte[]> keys) {
        this.keys = keys;
    }

    /// Made by whichever node comes first.
    public static PageKeys open(Db db, Keyset keyset, Clock clock, SecureRandom random) {
        var fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        db.run("insert into page_keys (sealed) values (?) on conflict do nothing", keyset.seal(fresh, CONTEXT));
        return new PageKeys(db.all(
                row -> keyset.open(row.bytes("sealed"), CONTEXT),
                "select sealed from page_keys where retired_ms is null or retired_ms > ? order by id desc",
                clock.nowMs() - OLD_ONES_VERIFY.toMillis()));
    }

    /// The `s` of a session's link: 22 characters.
    public String link(long session) {
        return token(keys.getFirst(), "link:" + session);
    }

    public boolean isLink(long session, String token) {
        return isToken("link:" + session, token);
    }

    /// The anti-forgery token of a session's form.
    public String form(long session) {
        return token(keys.getFirst(), "form:" + session);
    }

    public boolean isForm(long session, String token) {
        return isToken("form:" + session, token);
    }

    /// The token of the address to which a payer comes back for an intent of the API's.
    public String apiReturn(long intent) {
        return token(keys.getFirst(), "return:" + intent);
    }

    public boolean isApiReturn(long intent, String token) {
        return isToken("return:" + intent, token);
    }

    /// The token of the address at which a session is recovered.
    String recovery(long account, boolean live, long session) {
        return token(keys.getFirst(), recoveryText(account, live, session));
    }

    boolean isRecovery(long account, boolean live, long session, String token) {
        return isToken(recoveryText(account, live, session), token);
    }

    /// The token of the address at which a charge's receipt is read.
    String receipt(long account, boolean live, long charge) {
        return token(keys.getFirst(), receiptText(account, live, charge));
    }

    boolean isReceipt(long account, boolean live, long charge, String token) {
        return isToken(receiptText(account, live, charge), token);
    }

    private static String receiptText(long account, boolean live, long charge) {
        return "receipt:" + account + ":" + live + ":" + charge;
    }

    private static String recoveryText(long account, boolean live, long session) {
        return "recovery:" + account + ":" + live + ":" + session;
    }

    private boolean isToken(String text, String token) {
        return keys.stream().anyMatch(key -> Tokens.areEqual(token(key, text), token));
    }

    private static String token(byte[] key, String text) {
        return Tokens.base64Url(Arrays.copyOf(Tokens.hmacSha256(key, text), TOKEN_BYTES));
    }
}
