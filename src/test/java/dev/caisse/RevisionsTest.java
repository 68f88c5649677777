package dev.caisse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What was made of an intent in memory is written only when the row is as it was read: so whatever changes the row
/// counts.
class RevisionsTest {
    @Test
    void everyChangeOfAnIntentCounts() {
        assertThat(Sources.read().texts())
                .filteredOn(text -> text.value().contains("update payment_intents"))
                .hasSizeGreaterThan(3)
                .allMatch(text -> text.value().contains("revision + 1"));
    }
}
