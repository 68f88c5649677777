package dev.caisse.ledger;

import dev.caisse.api.ListView;
import dev.caisse.api.Params;
import dev.caisse.api.Refusal;
import dev.caisse.api.Request;
import dev.caisse.api.Routes;
import dev.caisse.api.Slice;
import dev.caisse.clocks.Clocks;
import dev.caisse.ledger.Transfer.Kind;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// `/v1/balance` and `/v1/balance_transactions`
final class BalanceApi {
    private static final int LONGEST_ID = 64;

    private static final Map<String, List<Kind>> TYPES = Map.of(
            "charge", List.of(Kind.CHARGE),
            "refund", List.of(Kind.REFUND, Kind.RETURN),
            "refund_failure", List.of(Kind.REFUND_FAILURE),
            "adjustment", List.of(Kind.DISPUTE, Kind.DISPUTE_REVERSAL));

    private final Db db;
    private final Clocks clocks;
    private final Balances balances = new Balances();
    private final Transfers transfers = new Transfers();

    BalanceApi(Db db, Clocks clocks) {
        this.db = db;
        this.clocks = clocks;
    }

    void routes(Routes routes) {
        routes.get("/v1/balance", this::balance)
                .get("/v1/balance_transactions", this::list)
                .get("/v1/balance_transactions/list", this::list)
                .get("/v1/balance_transactions/{id}", this::retrieve);
    }

    private Object balance(Request request) {
        request.params().refuseUnknown();
        return BalanceView.of(balances.list(db, request.tenant()), request.tenant());
    }

    private Object retrieve(Request request) {
        var id = request.id(Prefix.TRANSACTION);
        request.params().refuseUnknown();
        return transfers
                .findTransaction(db, request.tenant(), id)
                .map(transaction -> view(request, transaction))
                .orElseThrow(() -> request.notFound(Prefix.TRANSACTION));
    }

    private Object list(Request request) {
        var params = request.params();
        var slice = Slice.read(params, Prefix.TRANSACTION);
        params.refuseUnsupported("payout");
        var filter = new Transfers.Filter(
                params.word("type", TYPES.keySet()).map(TYPES::get).orElse(List.of()),
                source(params),
                params.currency("currency").map(CurrencyCode::code));
        params.refuseUnknown();
        return ListView.of(
                "/v1/balance_transactions",
                transfers.list(db, request.tenant(), filter, slice),
                transaction -> view(request, transaction));
    }

    private static Optional<Long> source(Params params) {
        return params.text("source", LONGEST_ID)
                .map(text -> Stream.of(Prefix.CHARGE, Prefix.REFUND, Prefix.DISPUTE)
                        .flatMap(prefix -> prefix.read(text).stream())
                        .findFirst()
                        .orElseThrow(() -> Refusal.invalid(
                                "source", "must be the id of a charge (ch_…), a refund (re_…) or a dispute (dp_…)")));
    }

    private BalanceTransactionView view(Request request, BalanceTransaction transaction) {
        return BalanceTransactionView.of(transaction, clocks.nowMs(request.tenant()));
    }
}
