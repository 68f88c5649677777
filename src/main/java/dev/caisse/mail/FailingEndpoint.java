package dev.caisse.mail;

import java.util.Map;

/// An endpoint that has taken nothing for so long that its merchant has to look.
///
/// @param id as the API shows it
/// @param sinceMs the wall-clock millisecond of the first failure after the last success
/// @param lastAnswer what came of the last attempt, in a few words
public record FailingEndpoint(String id, String url, long sinceMs, String lastAnswer) {
    private static final int ANSWER_CHARACTERS = 500;

    /// Reads what [#facts] wrote.
    static FailingEndpoint read(Map<String, String> facts) {
        return new FailingEndpoint(
                facts.get("id"), facts.get("url"), Long.parseLong(facts.get("since_ms")), facts.get("last_answer"));
    }

    Map<String, String> facts() {
        return Map.of(
                "id", id, "url", open(url), "since_ms", Long.toString(sinceMs), "last_answer", beginning(lastAnswer));
    }

    /// Once for each time it fails, however many deliveries find out.
    String once() {
        return "failing " + id + " since " + sinceMs;
    }

    /// Without what may be a secret in it: user, password, query.
    private static String open(String url) {
        return url.replaceFirst("[?#].*", "").replaceFirst("//[^/]*@", "//");
    }

    private static String beginning(String text) {
        return text.length() <= ANSWER_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, ANSWER_CHARACTERS / 2)) + "…";
    }
}
