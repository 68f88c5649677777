package dev.caisse.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.connectors.Rehearsal.Fault;
import dev.caisse.connectors.Rehearsal.Operation;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RehearsalTest {

    @Test
    void everyWordIsUnderstood() {
        assertThat(
                        Rehearsal.read(
                                " refuse=capture,timeout=cancel  lost-answer=authorize, partial late=refund:1500 latency=300ms "))
                .contains(new Rehearsal(
                        false,
                        true,
                        300,
                        Map.of(
                                Operation.CAPTURE, new Fault.Refused(),
                                Operation.CANCEL, new Fault.TimedOut(),
                                Operation.AUTHORIZE, new Fault.AnswerLost(),
                                Operation.REFUND, new Fault.Late(1500))));
        assertThat(Rehearsal.read("late=lookup:20ms latency=5").orElseThrow())
                .isEqualTo(new Rehearsal(false, false, 5, Map.of(Operation.LOOKUP, new Fault.Late(20))));
    }

    @ParameterizedTest
    @EnumSource
    void downRefusesEveryOperation(Operation operation) {
        assertThat(Rehearsal.read("down").orElseThrow().find(operation)).contains(new Fault.Refused());
        assertThat(Rehearsal.read("").orElseThrow().find(operation)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "refuse",
                "partial=authorize",
                "refuse=",
                "refuse=everything",
                "refuse=CAPTURE",
                "REFUSE=capture",
                "refuse=capture:1",
                "late=capture",
                "late=capture:",
                "late=capture:soon",
                "late=capture:-1",
                "late=capture:600001",
                "late=capture:99999999999999999999",
                "latency=",
                "latency=3s",
                "latency=1 latency=2",
                "refuse=capture timeout=capture",
                "refuse=capture; down",
                "refuse=capture\u0000"
            })
    void whatIsNotUnderstoodIsNotHalfUnderstood(String text) {
        assertThat(Rehearsal.read(text)).isEmpty();
    }

    @Test
    void aLongTextIsNotRead() {
        assertThat(Rehearsal.read(" ".repeat(501))).isEmpty();
    }
}
