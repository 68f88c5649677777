package dev.caisse.connectors.sandbox;

import dev.caisse.connectors.Call.Merchant;
import dev.caisse.connectors.Proof;
import dev.caisse.connectors.sandbox.Entry.Face;
import dev.caisse.connectors.sandbox.PayerCheck.State;
import dev.caisse.platform.db.Columns;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.Sql;
import dev.caisse.platform.db.Tx;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import dev.caisse.vault.CardNumber;
import java.util.Optional;

/// All SQL of `sandbox.authentications`. What has been decided stays so: every change asks that the challenge be open.
final class PayerChecks {
    private static final String NOT_IN_TIME = "The payer did not finish the challenge in time.";

    Optional<PayerCheck> find(Sql sql, String reference) {
        return sql.one(PayerChecks::check, "select * from sandbox.authentications where reference = ?", reference);
    }

    Optional<PayerCheck> findByToken(Sql sql, String token) {
        return sql.one(PayerChecks::check, "select * from sandbox.authentications where token = ?", token);
    }

    /// Writes it, or leaves the one that is there under the reference.
    void addIfAbsent(Db db, PayerCheck check) {
        var state = StateRow.of(check.state());
        db.run(
                """
                insert into sandbox.authentications (
                    reference, token, card, brand, last4, amount, currency, outcome, message, eci, cavv, ds_trans_id,
                    return_url, until_ms, account, mode, at_ms)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (reference) do nothing""",
                check.reference(),
                check.token(),
                check.card(),
                check.face().brand(),
                check.face().last4(),
                check.amount().minor(),
                check.amount().currency().code(),
                state.outcome(),
                state.message(),
                check.proof().eci(),
                check.proof().cavv(),
                check.proof().dsTransId(),
                check.returnUrl(),
                check.untilMs(),
                check.merchant().map(Merchant::account).orElse(null),
                check.merchant().map(Merchant::mode).orElse(null),
                check.atMs());
    }

    /// Ends a challenge as the payer chose. Says whether it was open, and in time.
    boolean decide(Db db, String token, State state, long nowMs) {
        var row = StateRow.of(state);
        return db.run("""
                        update sandbox.authentications set outcome = ?, message = ?
                        where token = ? and outcome = 'challenged' and until_ms > ?""", row.outcome(), row.message(), token, nowMs) == 1;
    }

    /// Fails the challenge whose time is over, so that it cannot be completed after somebody heard that it failed.
    void expire(Db db, String reference, long nowMs) {
        db.run("""
                update sandbox.authentications set outcome = 'failed', message = ?
                where reference = ? and outcome = 'challenged' and until_ms <= ?""", NOT_IN_TIME, reference, nowMs);
    }

    /// Uses up a proof for an authorisation. Says whether it was good: ours, for this card and amount, and unused.
    boolean use(Tx tx, Proof proof, CardNumber number, Money amount, String authorization) {
        var check = tx.one(
                PayerChecks::check,
                "select * from sandbox.authentications where ds_trans_id = ? for update",
                proof.dsTransId());
        boolean isGood =
                check.filter(found -> found.isProofFor(proof, number, amount)).isPresent();
        if (isGood) {
            tx.later(
                    "update sandbox.authentications set used_by = ? where ds_trans_id = ?",
                    authorization,
                    proof.dsTransId());
        }
        return isGood;
    }

    private static PayerCheck check(Columns columns) {
        return new PayerCheck(
                columns.text("reference"),
                columns.text("token"),
                columns.text("card"),
                new Face(columns.text("brand"), columns.text("last4")),
                Money.of(columns.number("amount"), CurrencyCode.of(columns.text("currency"))),
                state(columns.text("outcome"), columns.text("message")),
                new Proof(columns.text("eci"), columns.text("cavv"), columns.text("ds_trans_id")),
                columns.text("return_url"),
                columns.number("until_ms"),
                Optional.ofNullable(columns.text("used_by")),
                Optional.ofNullable(columns.text("account"))
                        .map(account -> new Merchant(account, columns.text("mode"))),
                columns.number("at_ms"));
    }

    private static State state(String outcome, String message) {
        return switch (outcome) {
            case "challenged" -> new State.Challenged();
            case "authenticated" -> new State.Authenticated();
            case "failed" -> new State.Failed(message);
            case "unavailable" -> new State.Unavailable(message);
            default -> throw new IllegalStateException("no authentication ends so: " + outcome);
        };
    }

    /// A state as the columns have it.
    private record StateRow(String outcome, String message) {

        static StateRow of(State state) {
            return switch (state) {
                case State.Challenged _ -> new StateRow("challenged", null);
                case State.Authenticated _ -> new StateRow("authenticated", null);
                case State.Failed(var message) -> new StateRow("failed", message);
                case State.Unavailable(var message) -> new StateRow("unavailable", message);
            };
        }
    }
}
