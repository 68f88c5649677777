package dev.caisse.simulation;

import dev.caisse.simulation.Wire.Reply;
import java.util.HashMap;
import java.util.Map;

/// Puts an operation into words and asks a node.
final class Question {
    /// There is no payment yet that it could be done to.
    static final Reply SKIPPED = new Reply(0, "skipped", "");

    private final Nodes nodes;
    private final Told told;

    Question(Nodes nodes, Told told) {
        this.nodes = nodes;
        this.told = told;
    }

    Reply ask(Operation operation) {
        var story = told.story();
        if (!operation.creates() && told.intent().isEmpty()) {
            return SKIPPED;
        }
        var path = "/v1/payment_intents";
        return switch (operation.kind()) {
            case CREATE, CREATE_CONFIRMED -> post(operation, path, creation(operation, story));
            case CONFIRM -> post(operation, own("/confirm"), confirmation(operation));
            case CAPTURE -> post(operation, own("/capture"), captured(operation));
            case CANCEL ->
                post(operation, own("/cancel"), operation.isOther() ? "{\"cancellation_reason\":\"another\"}" : "{}");
            case REFUND -> post(operation, "/v1/refunds", refunded(operation));
            case RETRIEVE -> nodes.wire(operation.node()).get(own(""));
            case KILL -> throw new IllegalStateException("nobody is asked to die");
        };
    }

    private String own(String verb) {
        return "/v1/payment_intents/pi_" + told.intent().orElseThrow() + verb;
    }

    private static String creation(Operation operation, Story story) {
        return """
                {"amount":%d,"currency":"eur","capture_method":"%s","metadata":{"story":"%s"}%s%s%s}""".formatted(
                        story.amount(),
                        story.isManual() ? "manual" : "automatic",
                        story.name(),
                        operation.kind() == Operation.Kind.CREATE ? "" : ",\"confirm\":true",
                        method(operation),
                        operation.isOther() ? ",\"description\":\"another\"" : "");
    }

    private static String confirmation(Operation operation) {
        var other = operation.isOther() ? ",\"return_url\":\"https://shop.example/\"" : "";
        return "{" + (method(operation) + other).replaceFirst("^,", "") + "}";
    }

    private static String captured(Operation operation) {
        long amount = operation.wanted();
        return amount == 0 ? "{}" : "{\"amount_to_capture\":" + amount + "}";
    }

    private String refunded(Operation operation) {
        long amount = operation.wanted();
        return "{\"payment_intent\":\"pi_" + told.intent().orElseThrow() + "\""
                + (amount == 0 ? "" : ",\"amount\":" + amount) + "}";
    }

    private static String method(Operation operation) {
        return operation.card() == Operation.Card.NONE ? "" : ",\"payment_method\":\"" + operation.card().alias + "\"";
    }

    private Reply post(Operation operation, String path, String body) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Idempotency-Key", told.key(operation.key()));
        if (operation.isFaulty()) {
            headers.put("Caisse-Sandbox", operation.fault());
        }
        return nodes.wire(operation.node()).post(path, body, headers);
    }
}
