package dev.caisse.api;

import dev.caisse.Client;
import java.util.List;

/// A valid request for each route of balances.
final class BalanceRequests {

    private BalanceRequests() {}

    static List<ValidRequest> of(Client merchant) {
        var paid = merchant.post("/v1/payment_intents", """
                {"amount": 5, "currency": "gbp", "confirm": true, "payment_method": "pm_card_visa"}""");
        var all = "/v1/balance_transactions";
        var list = """
                {"limit": 3, "starting_after": "txn_9000000000000000000", "created": {"gt": 1, "lt": 9999999999},
                 "type": "charge", "source": "%s", "currency": "gbp"}""".formatted(paid.at("latest_charge"));
        return List.of(
                ValidRequest.of("GET /v1/balance", "/v1/balance", "{}"),
                ValidRequest.of("GET " + all, all, list),
                ValidRequest.of("GET " + all + "/list", all + "/list", list),
                ValidRequest.of(
                        "GET " + all + "/{id}", all + "/" + paid.at("charges.data.0.balance_transaction"), "{}"));
    }
}
