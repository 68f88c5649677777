package dev.caisse.ledger;

import dev.caisse.api.Link;
import dev.caisse.api.Millis;
import dev.caisse.ledger.Transfer.Kind;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.money.CurrencyCode;
import java.util.List;

/// A balance transaction as the API shows it. Field order is the order in the response.
record BalanceTransactionView(
        String id,
        String object,
        long amount,
        Millis availableOn,
        Millis created,
        CurrencyCode currency,
        String description,
        long fee,
        List<FeeView> feeDetails,
        long net,
        String reportingCategory,
        Link source,
        String status,
        String type) {

    record FeeView(long amount, CurrencyCode currency, String description, String type) {}

    static BalanceTransactionView of(BalanceTransaction transaction, long nowMs) {
        var transfer = transaction.transfer();
        var currency = transfer.amount().currency();
        return new BalanceTransactionView(
                Prefix.TRANSACTION.id(transfer.id()),
                "balance_transaction",
                transaction.amount(),
                new Millis(transfer.dueMs()),
                Millis.made(transfer.id()),
                currency,
                null,
                transaction.fee(),
                transaction.fee() == 0
                        ? List.of()
                        : List.of(new FeeView(transaction.fee(), currency, "Processing fee", "processing_fee")),
                transaction.amount() - transaction.fee(),
                transaction.category(),
                Link.to(source(transfer.kind()).id(transfer.source())),
                transfer.dueMs() <= nowMs ? "available" : "pending",
                transaction.type());
    }

    private static Prefix source(Kind kind) {
        return switch (kind) {
            case CHARGE, FEE, RETURN -> Prefix.CHARGE;
            case REFUND, REFUND_FAILURE -> Prefix.REFUND;
            case DISPUTE, DISPUTE_REVERSAL -> Prefix.DISPUTE;
            case SETTLEMENT -> Prefix.TRANSACTION;
        };
    }
}
