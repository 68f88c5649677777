package dev.caisse.mail;

import dev.caisse.platform.mail.Mail;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// The words for a merchant whose endpoint fails: in English, as text alone.
public final class WriteFailure implements Writing {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    @Override
    public Written written(Letter letter) {
        var endpoint = FailingEndpoint.read(letter.facts());
        var mode = letter.tenant().mode();
        var text = """
                Your webhook endpoint has not taken its events since %s.

                Endpoint:     %s
                Address:      %s
                Mode:         %s
                Last attempt: %s

                Payments go on as before. What could not be delivered is listed under
                /v1/webhook_endpoints/%s/deliveries and can be sent again.
                """.formatted(
                        MOMENT.format(Instant.ofEpochMilli(endpoint.sinceMs())),
                        endpoint.id(),
                        Mail.oneLine(endpoint.url()),
                        mode,
                        Mail.oneLine(endpoint.lastAnswer()),
                        endpoint.id());
        var subject = (letter.tenant().live() ? "" : "[Test mode] ") + "A webhook endpoint does not take its events";
        return new Written("Caisse", subject, text, Optional.empty());
    }
}
