package dev.caisse.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A short run of what `./caisse simulate` does at length.
class SimulationTest {
    private static final long SEED = Long.getLong("caisse.seed", System.nanoTime());
    private static final int OPERATIONS = 1200;

    @Test
    void whateverIsDoneToPaymentsAddsUp() {
        var plan = new Plan(SEED, true);
        try (var simulation = new Simulation()) {
            var left = new Stories(plan, OPERATIONS, Long.MAX_VALUE);
            try {
                simulation.run(left, _ -> {});
            } catch (Finding finding) {
                throw new AssertionError("with -Dcaisse.seed=" + SEED + ": " + finding.described(), finding);
            }
            assertThat(simulation.done().operations()).isGreaterThanOrEqualTo(OPERATIONS);
        }
    }

    @Test
    void theSameSeedGivesTheSameStories() {
        assertThat(new Plan(7, true).story(12)).isEqualTo(new Plan(7, true).story(12));
        assertThat(new Plan(7, true).story(12)).isNotEqualTo(new Plan(8, true).story(12));
    }
}
