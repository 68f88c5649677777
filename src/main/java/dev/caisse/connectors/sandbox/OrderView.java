package dev.caisse.connectors.sandbox;

import dev.caisse.platform.html.Html;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// What a provider's page shows, as words. English only: it is the tester's page, not the payer's.
///
/// @param css where the style sheet is
/// @param isSentByPayer whether the payer sends any amount they like, whenever they like
/// @param returnUrl where the way back leads; null on a page that nothing led to
public record OrderView(
        Kind kind, String css, String type, String amount, String until, boolean isSentByPayer, String returnUrl) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("d MMM, HH:mm 'UTC'", Locale.ROOT);

    /// What the page is for.
    public enum Kind {
        OPEN,
        /// Nobody waits for it any more, and it can be paid all the same.
        LATE,
        DONE,
        EXPIRED,
        NOT_FOUND
    }

    static OrderView of(Kind kind, String css, Order order) {
        var money = order.amount();
        return new OrderView(
                kind,
                css,
                order.type(),
                BigDecimal.valueOf(money.minor(), money.currency().decimals()).toPlainString() + " "
                        + money.currency().code(),
                CLOCK.format(Instant.ofEpochMilli(order.untilMs()).atOffset(ZoneOffset.UTC)),
                order.isSentByPayer(),
                order.returnUrl());
    }

    static OrderView notFound(String css) {
        return new OrderView(Kind.NOT_FOUND, css, null, null, null, false, null);
    }

    byte[] render() {
        return Html.render("dev/caisse/connectors/sandbox/order.jte", this);
    }
}
