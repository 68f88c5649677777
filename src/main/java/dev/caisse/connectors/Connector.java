package dev.caisse.connectors;

import dev.caisse.platform.money.Money;
import dev.caisse.vault.CardNumber;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The one seam to where money really moves: a card acquirer, a wallet, or test mode's bank. Whoever implements it
/// promises that the same reference twice has one effect, that a cancelled reference is never approved later, and that
/// a decline is an answer, never an exception. It knows money and references, never intents or sessions.
public interface Connector {

    /// The name attempts are recorded under, and the last word of the address its notices come to.
    String name();

    Capabilities capabilities();

    /// What can be said of a card without asking anyone: a real number in test mode, a test number in live mode. Asked
    /// before the number reaches the vault; empty when the card may be tried.
    Optional<Answer.Declined> screen(CardNumber number);

    /// Asks for money; captures it at once unless `capture` is [Capture#MANUAL].
    Answer authorize(Call call, Money amount, Means means, Capture capture);

    /// Finishes what [#authorize] began, once the payer is back. What the payer's browser brings is never evidence.
    /// The reference is the authorisation's own.
    Answer resume(Call call);

    /// Takes all or part of what was authorised under `call.original()`; the rest is released.
    Answer capture(Call call, Money amount);

    /// `Approved` when no money will move under `call.original()`, which may be a reference that never arrived;
    /// `Declined(too_late)` when it has been paid; `Declined(not_cancellable)` while it may still be; `Unknown`
    /// otherwise.
    ///
    /// @param amount what was asked for under `call.original()`, or what was approved where that was less: a
    /// reversal has to name it
    Answer cancel(Call call, Money amount);

    /// Gives back all or part of what was taken under `call.original()`, the authorisation; never more than that in
    /// all.
    Answer refund(Call call, Money amount);

    /// Hands in what the merchant has to say about a dispute of the payment under `call.original()`. `Approved`: it
    /// is with the payer's bank, which decides later. `Declined(too_late)`: it is not asked for any more.
    ///
    /// @param dispute what the acquirer calls it
    /// @param amount what is disputed
    /// @param evidence texts, by their names in the API
    Answer contest(Call call, String dispute, Money amount, Map<String, String> evidence);

    /// Gives a dispute up. `Approved`: the payer keeps the money. `Declined(too_late)`: it was over, or is with the
    /// payer's bank.
    Answer concede(Call call, String dispute, Money amount);

    /// How a dispute stands, which is called `call.reference()` at the acquirer; empty when that cannot be learned now.
    Optional<DisputeNews> lookupDispute(Call call);

    /// What happened to the operation under `call.reference()`; the only verb that may answer [Answer.NeverSeen].
    Answer lookup(Call call);

    /// Reads a message that the acquirer sent by itself. Empty when it is not authentic or not for us.
    ///
    /// @param headers the message's, by name
    Optional<Notice> readNotice(Map<String, String> headers, byte[] body);

    /// When the money of an approved authorisation moves.
    enum Capture {
        AUTOMATIC,
        MANUAL
    }

    /// What a connector can do: which types of payment method it takes, and in which mode.
    record Capabilities(Predicate<String> methodTypes, boolean live) {}

    /// What an acquirer told by itself. Whoever takes it in takes each `id` once.
    sealed interface Notice {
        String id();

        /// Our reference that it is about; of a dispute, the disputed authorisation's.
        String reference();

        /// News about one of our references. [Answer.Pending] says only that there is news to be looked up: so it is
        /// for
        /// authentications.
        record OfCall(String id, String reference, Answer answer) implements Notice {}

        record OfDispute(String id, DisputeNews news) implements Notice {
            @Override
            public String reference() {
                return news.original();
            }
        }
    }
}
