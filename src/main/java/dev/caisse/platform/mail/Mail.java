package dev.caisse.platform.mail;

import java.util.Optional;

/// One mail to one address. What stands in its headers is on one line, whatever it is made of, so that nobody's name or
/// order can add a header or a recipient.
///
/// @param id what it is known by, the same however often it is sent; letters, digits, `-` and `_`
/// @param language of its texts, as a language tag
public record Mail(
        String id,
        String from,
        String fromName,
        String to,
        String subject,
        String text,
        Optional<String> html,
        String language,
        long writtenMs) {
    public Mail {
        if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new IllegalArgumentException("a mail's id is made of letters and digits");
        }
        fromName = oneLine(fromName);
        subject = oneLine(subject);
    }

    /// The text with every break of a line, and every other character of control, as a space.
    public static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]+", " ").strip();
    }

    /// Its id alone: nobody's address is in a log.
    @Override
    public String toString() {
        return "mail " + id;
    }
}
