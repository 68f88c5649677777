package dev.caisse.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A short run of what `./caisse simulate` does at length.
class SimulationTest {
    private static final long SEED = Long.getLong("caisse.seed", System.nanoTime());
    private static final int OPERATIONS = 1200;
    private static final List<String> DROPS_EVENTS_OF_CAPTURES =
            List.of("""
            create function dropped() returns trigger language plpgsql as
            $$ begin return case when new.type = 'charge.captured' then null else new end; end $$
            """, "create trigger dropped before insert on events for each row execute function dropped()");

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
    void whatIsFoundIsToldByItsShortestHistory() {
        try (var simulation = new Simulation()) {
            DROPS_EVENTS_OF_CAPTURES.forEach(simulation::change);
            var found = catchThrowableOfType(
                    Finding.class, () -> simulation.run(new Stories(new Plan(3, false), 3000, 3000), _ -> {}));
            var shortest = new Shrink(simulation, Duration.ofMinutes(2)).shortest(found);
            assertThat(shortest.invariant()).isEqualTo(found.invariant());
            // An authorisation that holds, its capture, and nothing else.
            assertThat(shortest.story().operations())
                    .as(shortest.described())
                    .isLessThan(found.story().operations())
                    .isLessThanOrEqualTo(3);
        }
    }

    @Test
    void theSameSeedGivesTheSameStories() {
        assertThat(new Plan(7, true).story(12)).isEqualTo(new Plan(7, true).story(12));
        assertThat(new Plan(7, true).story(12)).isNotEqualTo(new Plan(8, true).story(12));
    }
}
