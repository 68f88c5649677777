package dev.caisse.connectors.sandbox;

import dev.caisse.platform.html.Html;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// What the challenge page shows, as words. English only: it is the tester's page, not the payer's.
///
/// @param css where the style sheet is
/// @param returnUrl where the way back leads; null on a page that nothing led to
public record ChallengeView(Kind kind, String css, String amount, String card, String until, String returnUrl) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT);

    /// What the page is for.
    public enum Kind {
        OPEN,
        DONE,
        EXPIRED,
        NOT_FOUND
    }

    static ChallengeView of(Kind kind, String css, PayerCheck check) {
        return new ChallengeView(
                kind,
                css,
                BigDecimal.valueOf(
                                        check.amount().minor(),
                                        check.amount().currency().decimals())
                                .toPlainString()
                        + " " + check.amount().currency().code(),
                check.face().brand().toUpperCase(Locale.ROOT) + " •••• "
                        + check.face().last4(),
                CLOCK.format(Instant.ofEpochMilli(check.untilMs()).atOffset(ZoneOffset.UTC)),
                check.returnUrl());
    }

    static ChallengeView notFound(String css) {
        return new ChallengeView(Kind.NOT_FOUND, css, null, null, null, null);
    }

    byte[] render() {
        return Html.render("dev/caisse/connectors/sandbox/challenge.jte", this);
    }
}
