package dev.caisse.disputes;

import dev.caisse.api.Metadata;
import dev.caisse.connectors.DisputeNews;
import dev.caisse.connectors.DisputeNews.Reason;
import dev.caisse.connectors.DisputeNews.Standing;
import dev.caisse.platform.money.Money;
import java.util.Optional;

/// A payer's word against a payment, at their bank, and what the merchant answers. The bank decides; what may come
/// after
/// what is decided here. Old news changes nothing.
///
/// @param connector where it is known, as `reference`
/// @param version of the bank's newest news
/// @param answer the attempt that the merchant answered with last
/// @param submissions how often evidence was handed in
/// @param isLate whether the last of it came after its time
/// @param withdrawn where the ledger has what the bank took
/// @param reinstated where it has what the bank gave back
record Dispute(
        long id,
        long charge,
        long intent,
        String connector,
        String reference,
        Money amount,
        Reason reason,
        State state,
        int version,
        long dueMs,
        Optional<Long> answer,
        Evidence evidence,
        int submissions,
        boolean isLate,
        Metadata metadata,
        Optional<Long> withdrawn,
        Optional<Long> reinstated) {

    /// What is true of it now.
    sealed interface State {
        /// The payer's bank asks; no money has moved.
        record WarningNeedsResponse() implements State {}

        record WarningUnderReview() implements State {}

        record WarningClosed() implements State {}

        /// The payer's bank has the money, and asks.
        record NeedsResponse() implements State {}

        record UnderReview() implements State {}

        record Won() implements State {}

        record Lost() implements State {}

        static State of(Standing standing) {
            return switch (standing) {
                case WARNING_NEEDS_RESPONSE -> new WarningNeedsResponse();
                case WARNING_UNDER_REVIEW -> new WarningUnderReview();
                case WARNING_CLOSED -> new WarningClosed();
                case NEEDS_RESPONSE -> new NeedsResponse();
                case UNDER_REVIEW -> new UnderReview();
                case WON -> new Won();
                case LOST -> new Lost();
            };
        }

        default String status() {
            return switch (this) {
                case WarningNeedsResponse _ -> "warning_needs_response";
                case WarningUnderReview _ -> "warning_under_review";
                case WarningClosed _ -> "warning_closed";
                case NeedsResponse _ -> "needs_response";
                case UnderReview _ -> "under_review";
                case Won _ -> "won";
                case Lost _ -> "lost";
            };
        }

        default boolean isOver() {
            return this instanceof WarningClosed || this instanceof Won || this instanceof Lost;
        }

        default boolean awaitsAnswer() {
            return this instanceof WarningNeedsResponse || this instanceof NeedsResponse;
        }

        /// Whether the payer's bank has the money.
        default boolean isWithheld() {
            return this instanceof NeedsResponse || this instanceof UnderReview || this instanceof Lost;
        }

        /// Whether the bank may say this next. Steps may be missing: not every notice is heard.
        default boolean leadsTo(State next) {
            return switch (this) {
                case WarningNeedsResponse _ -> !(next instanceof WarningNeedsResponse);
                case WarningUnderReview _ ->
                    !(next instanceof WarningNeedsResponse || next instanceof WarningUnderReview);
                case NeedsResponse _ -> next instanceof UnderReview || next instanceof Won || next instanceof Lost;
                case UnderReview _ -> next instanceof Won || next instanceof Lost;
                case WarningClosed _, Won _, Lost _ -> false;
            };
        }
    }

    /// As it begins, whatever has become of it since: with an inquiry, or with the money gone.
    static Dispute opened(long id, long charge, long intent, String connector, DisputeNews news) {
        return new Dispute(
                id,
                charge,
                intent,
                connector,
                news.reference(),
                news.amount(),
                news.reason(),
                news.standing().isWarning() ? new State.WarningNeedsResponse() : new State.NeedsResponse(),
                0,
                news.dueMs(),
                Optional.empty(),
                Evidence.NONE,
                0,
                false,
                Metadata.EMPTY,
                Optional.empty(),
                Optional.empty());
    }

    /// Whether these are news, and not what was known or overtaken.
    boolean isNews(DisputeNews news) {
        return news.version() > version;
    }

    /// Whether the bank says what cannot be, after what it said before.
    boolean contradicts(DisputeNews news) {
        var next = State.of(news.standing());
        return isNews(news) && !next.equals(state) && !state.leadsTo(next);
    }

    /// After news that are new and do not contradict it.
    Dispute told(DisputeNews news) {
        return with(contradicts(news) ? state : State.of(news.standing()), news.version(), news.dueMs());
    }

    /// The merchant's evidence is with the bank. What the bank has said since stands.
    Dispute contested(long nowMs) {
        var next = switch (state) {
            case State.WarningNeedsResponse _ -> new State.WarningUnderReview();
            case State.NeedsResponse _ -> new State.UnderReview();
            case State.WarningUnderReview _, State.UnderReview _, State.WarningClosed _, State.Won _, State.Lost _ ->
                state;
        };
        return new Dispute(
                id,
                charge,
                intent,
                connector,
                reference,
                amount,
                reason,
                next,
                version,
                dueMs,
                answer,
                evidence,
                submissions + 1,
                nowMs > dueMs,
                metadata,
                withdrawn,
                reinstated);
    }

    /// The merchant gave it up, and the bank has heard.
    Dispute conceded() {
        return switch (state) {
            case State.WarningNeedsResponse _, State.WarningUnderReview _ ->
                with(new State.WarningClosed(), version, dueMs);
            case State.NeedsResponse _, State.UnderReview _ -> with(new State.Lost(), version, dueMs);
            case State.WarningClosed _, State.Won _, State.Lost _ -> this;
        };
    }

    Dispute with(Evidence theirs, Metadata theirMetadata) {
        return new Dispute(
                id,
                charge,
                intent,
                connector,
                reference,
                amount,
                reason,
                state,
                version,
                dueMs,
                answer,
                theirs,
                submissions,
                isLate,
                theirMetadata,
                withdrawn,
                reinstated);
    }

    Dispute answeredBy(long attempt) {
        return new Dispute(
                id,
                charge,
                intent,
                connector,
                reference,
                amount,
                reason,
                state,
                version,
                dueMs,
                Optional.of(attempt),
                evidence,
                submissions,
                isLate,
                metadata,
                withdrawn,
                reinstated);
    }

    /// With what the ledger has of it.
    Dispute posted(Optional<Long> out, Optional<Long> back) {
        return new Dispute(
                id,
                charge,
                intent,
                connector,
                reference,
                amount,
                reason,
                state,
                version,
                dueMs,
                answer,
                evidence,
                submissions,
                isLate,
                metadata,
                out,
                back);
    }

    private Dispute with(State then, int newest, long due) {
        return new Dispute(
                id,
                charge,
                intent,
                connector,
                reference,
                amount,
                reason,
                then,
                newest,
                due,
                answer,
                evidence,
                submissions,
                isLate,
                metadata,
                withdrawn,
                reinstated);
    }
}
