package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Authentication.Pending;
import dev.caisse.connectors.Authentication.Unknown;
import dev.caisse.connectors.Authenticator;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Means.Occasion;
import dev.caisse.connectors.Proof;
import dev.caisse.connectors.Rehearsal.Operation;
import dev.caisse.connectors.TestCard;
import dev.caisse.connectors.TestCard.Challenge;
import dev.caisse.connectors.TestCard.Outcome;
import dev.caisse.connectors.TestCards;
import dev.caisse.connectors.sandbox.Entry.Face;
import dev.caisse.connectors.sandbox.PayerCheck.State;
import dev.caisse.platform.crypto.Tokens;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.http.WebAddress;
import dev.caisse.platform.money.Money;
import dev.caisse.platform.time.Clock;
import dev.caisse.vault.CardBrand;
import dev.caisse.vault.CardNumber;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Test mode's 3-D Secure: the table of test cards says who is challenged, and the payer's choice on the challenge page
/// says how it ends. Kept in the sandbox's book, so that a restart forgets none.
final class SandboxAuthenticator implements Authenticator {
    static final Duration TIME_LIMIT = Duration.ofMinutes(10);
    static final String NAME = "sandbox";

    private static final Logger LOG = LoggerFactory.getLogger(SandboxAuthenticator.class);
    private static final int TOKEN_LETTERS = 24;
    private static final int CAVV_BYTES = 20;

    private final Db db;
    private final Clock clock;
    private final SecureRandom random;
    private final Line line;
    private final Doors doors;
    private final SendNotices notices;
    private final PayerChecks checks = new PayerChecks();

    SandboxAuthenticator(Db db, Clock clock, SecureRandom random, Doors doors, SendNotices notices) {
        this.db = db;
        this.clock = clock;
        this.random = random;
        this.line = new Line(clock);
        this.doors = doors;
        this.notices = notices;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isLive() {
        return false;
    }

    @Override
    public boolean isWanted(CardNumber number, Preference preference, Occasion occasion) {
        return wants(number, preference, occasion);
    }

    /// The same for every way to reach the sandbox: the table decides.
    static boolean wants(CardNumber number, Preference preference, Occasion occasion) {
        return preference == Preference.ANY
                || challenge(number)
                        .filter(rule -> rule.isDemanded(occasion) || rule == Challenge.WITHOUT_A_CHALLENGE)
                        .isPresent();
    }

    @Override
    public Authentication begin(Call call, Money amount, Means.Card card, Preference preference, String returnUrl) {
        checkReturn(returnUrl);
        return carry(Operation.AUTHENTICATE, call, () -> {
            checks.addIfAbsent(db, begun(call, amount, card, state(card.number(), preference), returnUrl));
            return checks.find(db, call.reference()).map(this::answer).orElseThrow();
        });
    }

    static void checkReturn(String url) {
        if (WebAddress.read(url).isEmpty()) {
            throw new IllegalArgumentException("a challenge needs an http or https address to return to");
        }
    }

    @Override
    public Authentication resume(Call call) {
        return carry(
                Operation.RESUME,
                call,
                () -> find(call)
                        .map(check -> check.isOpen() ? new Pending() : answer(check))
                        .orElseGet(() -> new Unknown("The sandbox never saw the beginning of this.")));
    }

    /// An open challenge is answered as such: when the first answer was lost, the payer can still be sent there.
    @Override
    public Authentication lookup(Call call) {
        return carry(
                Operation.LOOKUP, call, () -> find(call).map(this::answer).orElseGet(Authentication.NeverSeen::new));
    }

    private Authentication carry(Operation operation, Call call, Supplier<Authentication> act) {
        return line.carry(
                operation, call, new Errand<>(() -> answering(act), Unknown::new, _ -> notices.ofAuthentication(call)));
    }

    private static Authentication answering(Supplier<Authentication> work) {
        try {
            return work.get();
        } catch (DbFailure e) {
            LOG.error("The sandbox cannot reach its book; the outcome is unknown", e);
            return new Unknown("The sandbox could not reach its book.");
        }
    }

    private Optional<PayerCheck> find(Call call) {
        checks.expire(db, call.reference(), clock.nowMs());
        return checks.find(db, call.reference());
    }

    private Authentication answer(PayerCheck check) {
        return check.answer(doors.challengeUrl(check));
    }

    private PayerCheck begun(Call call, Money amount, Means.Card card, State state, String returnUrl) {
        var token = Tokens.letters(random, TOKEN_LETTERS);
        long nowMs = clock.nowMs();
        return new PayerCheck(
                call.reference(),
                token,
                PayerCheck.mark(token, card.number()),
                new Face(card.number().brand().word(), card.number().last4()),
                amount,
                state,
                proof(card.number().brand()),
                returnUrl,
                nowMs + TIME_LIMIT.toMillis(),
                Optional.empty(),
                call.merchant(),
                nowMs);
    }

    private static State state(CardNumber number, Preference preference) {
        if (TestCards.byNumber(number).isEmpty()) {
            return new State.Unavailable("Test mode takes test cards only, and not this one.");
        }
        var rule = challenge(number);
        if (rule.filter(Challenge.LOOKUP_FAILS::equals).isPresent()) {
            return new State.Unavailable("The card could not be looked up for 3-D Secure.");
        }
        boolean isChallenged = preference == Preference.ANY
                || rule.filter(Challenge::isDemanded).isPresent();
        return isChallenged ? new State.Challenged() : new State.Authenticated();
    }

    private static Optional<Challenge> challenge(CardNumber number) {
        return TestCards.byNumber(number)
                .map(TestCard::outcome)
                .filter(Outcome.Authenticates.class::isInstance)
                .map(outcome -> ((Outcome.Authenticates) outcome).challenge());
    }

    /// Fully authenticated is `02` on Mastercard and `05` on the others. (EMV 3-D Secure; schemes' rules)
    private Proof proof(CardBrand brand) {
        var cavv = new byte[CAVV_BYTES];
        random.nextBytes(cavv);
        return new Proof(
                brand == CardBrand.MASTERCARD ? "02" : "05",
                Base64.getEncoder().encodeToString(cavv),
                new UUID(random.nextLong(), random.nextLong()).toString());
    }
}
