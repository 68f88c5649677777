package dev.caisse.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.connectors.Authentication.Authenticated;
import dev.caisse.connectors.Authentication.Challenge;
import dev.caisse.connectors.Authentication.Failed;
import dev.caisse.connectors.Authentication.NeverSeen;
import dev.caisse.connectors.Authentication.Pending;
import dev.caisse.connectors.Authentication.Unknown;
import dev.caisse.connectors.Authenticator.Preference;
import dev.caisse.platform.money.CurrencyCode;
import dev.caisse.platform.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// What every authenticator promises. An authenticator's test extends this and plays the payer.
public abstract class AuthenticatorContract {
    protected static final String BACK = "https://shop.test/back?session=1";
    protected static final Money TEN = Money.of(1000, CurrencyCode.of("EUR"));

    protected abstract Authenticator authenticator();

    /// A card that is always challenged.
    protected abstract Means.Card challenged();

    /// The payer goes to the challenge and passes, or fails.
    protected abstract void pass(Challenge challenge);

    protected abstract void fail(Challenge challenge);

    /// A wall-clock time that is comfortably ahead.
    protected abstract long deadlineMs();

    @Test
    void aPayerWhoPassesIsAuthenticatedAndStaysSo() {
        var reference = reference();
        pass(challenge(begin(reference)));
        var answer = resume(reference);
        assertThat(answer).isInstanceOf(Authenticated.class).isEqualTo(lookup(reference));
        assertThat(resume(reference)).isEqualTo(answer);
        assertThat(begin(reference)).isEqualTo(answer);
    }

    @Test
    void aPayerWhoFailsHasFailedForGood() {
        var reference = reference();
        var challenge = challenge(begin(reference));
        fail(challenge);
        pass(challenge);
        assertThat(resume(reference)).isInstanceOf(Failed.class).isEqualTo(lookup(reference));
    }

    @Test
    void aPayerWhoPassedCannotFailAfterwards() {
        var reference = reference();
        var challenge = challenge(begin(reference));
        pass(challenge);
        fail(challenge);
        assertThat(resume(reference)).isInstanceOf(Authenticated.class);
    }

    @Test
    void whileThePayerIsAtItTheAnswerIsPending() {
        var reference = reference();
        var challenge = begin(reference);
        assertThat(resume(reference)).isEqualTo(new Pending());
        assertThat(resume(reference)).isEqualTo(new Pending());
        assertThat(lookup(reference)).isIn(challenge, new Pending());
    }

    @Test
    void whatNeverArrivedIsNeverSeenAndNothingIsGuessedOfIt() {
        var reference = reference();
        assertThat(lookup(reference)).isEqualTo(new NeverSeen());
        assertThat(resume(reference)).isInstanceOf(Unknown.class);
        assertThat(lookup(reference)).isEqualTo(new NeverSeen());
    }

    @RepeatedTest(3)
    void twinsThatRaceBeginOneChallenge() {
        var reference = reference();
        var answers = race(IntStream.range(0, 8)
                .<Callable<Authentication>>mapToObj(_ -> () -> begin(reference))
                .toList());
        assertThat(answers).hasSize(8).containsOnly(begin(reference));
    }

    @Test
    void twoChallengesAreTwoAddressesAndNeitherNamesItsReference() {
        var one = reference();
        var other = reference();
        assertThat(challenge(begin(one)).url())
                .isNotEqualTo(challenge(begin(other)).url())
                .doesNotContain(one);
    }

    @Test
    void aChallengeHasAnEnd() {
        assertThat(challenge(begin(reference())).untilMs()).isGreaterThan(deadlineMs());
    }

    @Test
    void whoeverWantsEveryPayerChallengedGetsIt() {
        assertThat(authenticator().isWanted(challenged().number(), Preference.ANY))
                .isTrue();
        assertThat(authenticator().isWanted(challenged().number(), Preference.AUTO))
                .isTrue();
    }

    protected static String reference() {
        return "auth-" + UUID.randomUUID();
    }

    protected final Call call(String reference) {
        return new Call(reference, Optional.empty(), deadlineMs());
    }

    protected final Authentication begin(String reference) {
        return begin(reference, challenged(), Preference.AUTO);
    }

    protected final Authentication begin(String reference, Means.Card card, Preference preference) {
        return authenticator().begin(call(reference), TEN, card, preference, BACK);
    }

    protected final Authentication resume(String reference) {
        return authenticator().resume(call(reference));
    }

    protected final Authentication lookup(String reference) {
        return authenticator().lookup(call(reference));
    }

    protected static Challenge challenge(Authentication answer) {
        assertThat(answer).isInstanceOf(Challenge.class);
        return (Challenge) answer;
    }

    private static List<Authentication> race(List<Callable<Authentication>> racers) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Authentication>();
            for (var finished : threads.invokeAll(racers)) {
                answers.add(finished.get());
            }
            return answers;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
