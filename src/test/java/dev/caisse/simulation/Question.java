package dev.caisse.simulation;

import dev.caisse.simulation.Operation.Card;
import dev.caisse.simulation.Operation.Kind;
import dev.caisse.simulation.Wire.Reply;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Puts an operation into words and asks a node.
final class Question {
    /// There is nothing yet that it could be done to.
    static final Reply SKIPPED = new Reply(0, "skipped", "");

    private static final Pattern DISPUTE = Pattern.compile("\"id\":\"(dp_[0-9]+)\"");
    private static final String INTENTS = "/v1/payment_intents";

    private final Nodes nodes;
    private final Told told;

    /// What is asked under a key; the same whenever it is asked again.
    record Request(String path, String body) {}

    Question(Nodes nodes, Told told) {
        this.nodes = nodes;
        this.told = told;
    }

    Reply ask(Operation operation) {
        var wire = nodes.wire(operation.node());
        boolean isBefore = operation.creates() || operation.kind() == Kind.CUSTOMER || operation.kind() == Kind.SETUP;
        if (!isBefore && told.intent().isEmpty()) {
            return SKIPPED;
        }
        return switch (operation.kind()) {
            case RETRIEVE -> wire.get(own(""));
            case PAY -> new Page(wire).pay(told.page(), operation.card().number);
            case RETURN -> new Page(wire).convince(wire.get(own("")));
            default ->
                told.asked(operation, () -> request(operation))
                        .map(request -> post(wire, operation, request))
                        .orElse(SKIPPED);
        };
    }

    private Optional<Request> request(Operation operation) {
        return switch (operation.kind()) {
            case CREATE, CREATE_CONFIRMED -> Optional.of(new Request(INTENTS, creation(operation)));
            case SESSION -> Optional.of(new Request("/v1/checkout/sessions", session()));
            case CONFIRM ->
                method(operation).map(method -> new Request(own("/confirm"), confirmation(operation, method)));
            case CAPTURE -> Optional.of(new Request(own("/capture"), amount("amount_to_capture", operation)));
            case CANCEL ->
                Optional.of(new Request(
                        own("/cancel"), operation.isOther() ? "{\"cancellation_reason\":\"another\"}" : "{}"));
            case EXPIRE -> told.session().map(id -> new Request("/v1/checkout/sessions/" + id + "/expire", "{}"));
            case REFUND -> Optional.of(new Request("/v1/refunds", refund(operation)));
            case CANCEL_REFUND -> told.refund().map(id -> new Request("/v1/refunds/" + id + "/cancel", "{}"));
            case CUSTOMER ->
                Optional.of(new Request(
                        "/v1/customers",
                        "{\"metadata\":{\"story\":\"" + told.story().name() + "\"}}"));
            case SETUP ->
                told.customer()
                        .map(id -> new Request(
                                "/v1/setup_intents",
                                "{\"confirm\":true,\"usage\":\"off_session\",\"payment_method\":\"pm_card_visa\",\"customer\":\""
                                        + id + "\"}"));
            case CONTEST -> dispute(operation).map(id -> new Request("/v1/disputes/" + id, evidence(operation)));
            case RETRIEVE, PAY, RETURN, WEEK, KILL -> throw new IllegalStateException("nothing is asked under a key");
        };
    }

    private String own(String verb) {
        return INTENTS + "/pi_" + told.intent().orElseThrow() + verb;
    }

    private String creation(Operation operation) {
        var story = told.story();
        return """
                {"amount":%d,"currency":"eur","capture_method":"%s","metadata":{"story":"%s"}%s%s%s%s}""".formatted(
                story.amount(),
                story.isManual() ? "manual" : "automatic",
                story.name(),
                operation.kind() == Kind.CREATE ? "" : ",\"confirm\":true",
                method(operation).orElseThrow(),
                operation.isOther() ? ",\"description\":\"another\"" : "",
                told.customer().map(id -> ",\"customer\":\"" + id + "\"").orElse(""));
    }

    private String session() {
        var story = told.story();
        return """
                {"mode":"payment","success_url":"https://shop.example/","payment_intent_data":{"capture_method":"%s"},
                 "line_items":[{"quantity":1,"price_data":{"currency":"eur","unit_amount":%d,"product_data":{"name":"Cake"}}}]}
                """.formatted(story.isManual() ? "manual" : "automatic", story.amount());
    }

    private static String confirmation(Operation operation, String method) {
        var other = operation.isOther() ? ",\"return_url\":\"https://shop.example/\"" : "";
        var away = operation.card() == Card.SAVED ? ",\"off_session\":true" : "";
        return "{" + (method + other + away).replaceFirst("^,", "") + "}";
    }

    private static String amount(String name, Operation operation) {
        return operation.wanted() == 0 ? "{}" : "{\"" + name + "\":" + operation.wanted() + "}";
    }

    private String refund(Operation operation) {
        long amount = operation.wanted();
        return "{\"payment_intent\":\"pi_" + told.intent().orElseThrow() + "\""
                + (amount == 0 ? "" : ",\"amount\":" + amount) + "}";
    }

    /// The sandbox's bank is convinced by one text and not by the other.
    private static String evidence(Operation operation) {
        return "{\"evidence\":{\"uncategorized_text\":\"" + (operation.number() % 2 == 0 ? "winning" : "losing")
                + "_evidence\"}}";
    }

    private Optional<String> dispute(Operation operation) {
        var found = DISPUTE.matcher(nodes.wire(operation.node())
                .get("/v1/disputes?payment_intent=pi_" + told.intent().orElseThrow())
                .body());
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /// Nothing when there is no saved card yet, or the payment is not its customer's.
    private Optional<String> method(Operation operation) {
        return switch (operation.card()) {
            case NONE -> Optional.of("");
            case SAVED -> told.savedMethod().map(id -> ",\"payment_method\":\"" + id + "\"");
            default -> Optional.of(",\"payment_method\":\"" + operation.card().alias + "\"");
        };
    }

    private Reply post(Wire wire, Operation operation, Request request) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Idempotency-Key", told.key(operation.key()));
        if (operation.isFaulty()) {
            headers.put("Caisse-Sandbox", operation.fault());
        }
        return wire.post(request.path(), request.body(), headers);
    }
}
