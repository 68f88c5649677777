package dev.caisse.attempts;

import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Authentication;
import dev.caisse.platform.json.JsonWriter;

/// What was answered to an attempt, in the form in which the row keeps it: for people who look into a case, and never a
/// secret.
public final class Told {
    private Told() {}

    public static String of(Answer answer) {
        var json = begin(answer);
        switch (answer) {
            case Answer.Approved approved -> {
                json.name("acquirer_reference").text(approved.acquirerReference());
                json.name("amount").number(approved.amount().minor());
            }
            case Answer.Declined declined -> {
                json.name("code").text(declined.code().declineCode());
                json.name("message").text(declined.message());
            }
            case Answer.ActionRequired action -> json.name("until_ms").number(action.untilMs());
            case Answer.Unknown unknown -> json.name("why").text(unknown.why());
            case Answer.Pending _, Answer.NeverSeen _ -> {}
        }
        return json.endObject().text();
    }

    public static String of(Authentication authentication) {
        var json = begin(authentication);
        switch (authentication) {
            case Authentication.Authenticated authenticated ->
                json.name("eci").text(authenticated.proof().eci());
            case Authentication.Challenge challenge -> json.name("until_ms").number(challenge.untilMs());
            case Authentication.Failed failed -> json.name("message").text(failed.message());
            case Authentication.Unavailable unavailable -> json.name("why").text(unavailable.why());
            case Authentication.Unknown unknown -> json.name("why").text(unknown.why());
            case Authentication.Pending _, Authentication.NeverSeen _ -> {}
        }
        return json.endObject().text();
    }

    private static JsonWriter begin(Object answer) {
        var json = new JsonWriter().beginObject();
        json.name("answer").text(answer.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
        return json;
    }
}
