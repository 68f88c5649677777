package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Answer;
import dev.caisse.connectors.Answer.Action;
import dev.caisse.connectors.Answer.Checks;
import dev.caisse.connectors.Authentication;
import dev.caisse.connectors.Call;
import dev.caisse.connectors.DeclineCode;
import dev.caisse.connectors.DisputeNews;
import dev.caisse.connectors.Means;
import dev.caisse.connectors.Proof;
import dev.caisse.connectors.sandbox.BankBook.Line;
import dev.caisse.platform.json.JsonWriter;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import dev.caisse.vault.CardNumber;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How the sandbox's questions and answers are spelled in JSON. Reading refuses what is not whole; it never quotes what
/// it read, for there are card numbers in it.
final class Wire {
    private Wire() {}

    static byte[] bytes(Map<String, Object> object) {
        return new JsonWriter().tree(object).bytes();
    }

    /// @param nowMs a deadline travels as the time that is left, for clocks differ
    static Map<String, Object> write(Call call, long nowMs) {
        var json = new LinkedHashMap<String, Object>();
        json.put("reference", call.reference());
        call.original().ifPresent(original -> {
            json.put("original", original.reference());
            json.put("original_acquirer_reference", original.acquirerReference().orElse(null));
        });
        json.put("patience_ms", call.deadlineMs() - nowMs);
        call.merchant().ifPresent(merchant -> {
            json.put("account", merchant.account());
            json.put("mode", merchant.mode());
        });
        json.put("statement", call.statement().orElse(null));
        json.put("rehearsal", call.rehearsal().orElse(null));
        return json;
    }

    static Call call(Fields json, long nowMs) {
        return new Call(
                json.text("reference"),
                json.find("original")
                        .map(original -> new Call.Original(original, json.find("original_acquirer_reference"))),
                nowMs + json.number("patience_ms"),
                json.find("account").map(account -> new Call.Merchant(account, json.text("mode"))),
                json.find("statement"),
                json.find("rehearsal"));
    }

    static Map<String, Object> write(Money money) {
        return Map.of("minor", money.minor(), "currency", money.currency().code());
    }

    static Money money(Fields json) {
        return Money.of(json.number("minor"), CurrencyCode.of(json.text("currency")));
    }

    static Map<String, Object> write(Means.Card card) {
        var json = new LinkedHashMap<String, Object>();
        json.put("number", card.number().inClear());
        json.put("exp_month", card.expMonth());
        json.put("exp_year", card.expYear());
        json.put(
                "security_code",
                card.securityCode().map(Means.SecurityCode::digits).orElse(null));
        json.put("holder", card.holder().orElse(null));
        json.put("line1", card.line1().orElse(null));
        json.put("postal_code", card.postalCode().orElse(null));
        json.put("proof", card.proof().map(Wire::write).orElse(null));
        json.put("payer", card.occasion().isPayerAway() ? "away" : null);
        json.put("set_up", card.occasion().isSetUp() ? "yes" : null);
        return json;
    }

    static Means.Card card(Fields json) {
        return new Means.Card(
                CardNumber.read(json.text("number")).orElseThrow(Fields.Garbled::new),
                (int) json.number("exp_month"),
                (int) json.number("exp_year"),
                json.find("security_code").map(Means.SecurityCode::new),
                json.find("holder"),
                json.find("line1"),
                json.find("postal_code"),
                json.findObject("proof").map(Wire::proof),
                new Means.Occasion(
                        json.find("payer").isPresent(), json.find("set_up").isPresent()));
    }

    static Map<String, Object> write(Answer answer) {
        var json = new LinkedHashMap<String, Object>();
        json.put("answer", name(answer));
        switch (answer) {
            case Answer.Approved approved -> {
                json.put("acquirer_reference", approved.acquirerReference());
                json.put("amount", write(approved.amount()));
                json.put("checks", write(approved.checks()));
            }
            case Answer.Declined declined -> {
                json.put("code", declined.code().name());
                json.put("message", declined.message());
                json.put("advice", declined.advice().name());
                json.put("checks", write(declined.checks()));
                json.put("risk", declined.risk().name());
            }
            case Answer.ActionRequired required -> {
                json.putAll(write(required.action()));
                json.put("until_ms", required.untilMs());
            }
            case Answer.Unknown(var why) -> json.put("why", why);
            case Answer.Pending _, Answer.NeverSeen _ -> {}
        }
        return json;
    }

    static Answer answer(Fields json) {
        return switch (json.text("answer")) {
            case "approved" ->
                new Answer.Approved(
                        json.text("acquirer_reference"), money(json.object("amount")), checks(json.object("checks")));
            case "declined" ->
                new Answer.Declined(
                        json.constant(DeclineCode.class, "code"),
                        json.text("message"),
                        json.constant(Answer.Advice.class, "advice"),
                        checks(json.object("checks")),
                        json.constant(Answer.Risk.class, "risk"));
            case "actionrequired" -> new Answer.ActionRequired(action(json), json.number("until_ms"));
            case "pending" -> new Answer.Pending();
            case "unknown" -> new Answer.Unknown(json.text("why"));
            case "neverseen" -> new Answer.NeverSeen();
            default -> throw new Fields.Garbled();
        };
    }

    static Map<String, Object> write(Action action) {
        return switch (action) {
            case Action.Redirect(var url) -> Map.of("redirect", url);
            case Action.QrCode(var content) -> Map.of("qr_code", content);
            case Action.Voucher(var url, var details) -> Map.of("voucher", url, "details", details);
        };
    }

    static Action action(Fields json) {
        return json.find("redirect")
                .<Action>map(Action.Redirect::new)
                .or(() -> json.find("qr_code").map(Action.QrCode::new))
                .orElseGet(() -> new Action.Voucher(
                        json.text("voucher"), json.object("details").texts()));
    }

    static Map<String, Object> write(Means.Elsewhere means) {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", means.type());
        json.put("flow", means.flow().name());
        json.put("payer", means.payer().orElse(null));
        json.put("email", means.email().orElse(null));
        json.put("details", means.details());
        json.put("return_url", means.returnUrl());
        return json;
    }

    static Means.Elsewhere elsewhere(Fields json) {
        return new Means.Elsewhere(
                json.text("type"),
                json.constant(Means.Flow.class, "flow"),
                json.find("payer"),
                json.find("email"),
                json.object("details").texts(),
                json.text("return_url"));
    }

    static Map<String, Object> write(Authentication authentication) {
        var json = new LinkedHashMap<String, Object>();
        json.put("authentication", name(authentication));
        switch (authentication) {
            case Authentication.Authenticated(var proof) -> json.put("proof", write(proof));
            case Authentication.Challenge(var url, var untilMs) -> {
                json.put("url", url);
                json.put("until_ms", untilMs);
            }
            case Authentication.Failed(var message) -> json.put("message", message);
            case Authentication.Unavailable(var why) -> json.put("why", why);
            case Authentication.Unknown(var why) -> json.put("why", why);
            case Authentication.Pending _, Authentication.NeverSeen _ -> {}
        }
        return json;
    }

    static Authentication authentication(Fields json) {
        return switch (json.text("authentication")) {
            case "authenticated" -> new Authentication.Authenticated(proof(json.object("proof")));
            case "challenge" -> new Authentication.Challenge(json.text("url"), json.number("until_ms"));
            case "failed" -> new Authentication.Failed(json.text("message"));
            case "unavailable" -> new Authentication.Unavailable(json.text("why"));
            case "unknown" -> new Authentication.Unknown(json.text("why"));
            case "pending" -> new Authentication.Pending();
            case "neverseen" -> new Authentication.NeverSeen();
            default -> throw new Fields.Garbled();
        };
    }

    static Map<String, Object> write(DisputeNews news) {
        var json = new LinkedHashMap<String, Object>();
        json.put("reference", news.reference());
        json.put("original", news.original());
        json.put("amount", write(news.amount()));
        json.put("reason", news.reason().name());
        json.put("standing", news.standing().name());
        json.put("due_ms", news.dueMs());
        json.put("version", news.version());
        return json;
    }

    static DisputeNews dispute(Fields json) {
        return new DisputeNews(
                json.text("reference"),
                json.text("original"),
                money(json.object("amount")),
                json.constant(DisputeNews.Reason.class, "reason"),
                json.constant(DisputeNews.Standing.class, "standing"),
                json.number("due_ms"),
                (int) json.number("version"));
    }

    private static Map<String, Object> write(Proof proof) {
        return Map.of("eci", proof.eci(), "cavv", proof.cavv(), "ds_trans_id", proof.dsTransId());
    }

    private static Proof proof(Fields json) {
        return new Proof(json.text("eci"), json.text("cavv"), json.text("ds_trans_id"));
    }

    private static Map<String, Object> write(Checks checks) {
        var json = new LinkedHashMap<String, Object>();
        json.put("cvc", checks.cvc().orElse(null));
        json.put("line1", checks.addressLine1().orElse(null));
        json.put("postal_code", checks.postalCode().orElse(null));
        return json;
    }

    private static Checks checks(Fields json) {
        return new Checks(json.find("cvc"), json.find("line1"), json.find("postal_code"));
    }

    static Map<String, Object> write(List<Line> lines) {
        return Map.of("lines", lines.stream().map(Wire::write).toList());
    }

    private static Map<String, Object> write(Line line) {
        var json = new LinkedHashMap<String, Object>();
        json.put("reference", line.reference());
        json.put("operation", line.operation());
        json.put("original", line.original());
        json.put("outcome", line.outcome());
        json.put("amount", line.amount());
        json.put("currency", line.currency());
        json.put("moved", line.moved());
        json.put("refunded", line.refunded());
        json.put("disputed", line.disputed());
        return json;
    }

    static List<Line> lines(Fields json) {
        return json.objects("lines").stream()
                .map(line -> new Line(
                        line.text("reference"),
                        line.text("operation"),
                        line.text("original"),
                        line.text("outcome"),
                        line.number("amount"),
                        line.text("currency"),
                        line.number("moved"),
                        line.number("refunded"),
                        line.number("disputed")))
                .toList();
    }

    private static String name(Object answer) {
        return answer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
