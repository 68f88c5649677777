package dev.caisse.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.catalog.Rate.Mode;
import dev.caisse.catalog.Rate.PerUnit;
import dev.caisse.catalog.Rate.Tier;
import dev.caisse.catalog.Rate.Tiered;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What so many pieces cost, as a table.
class RateTest {
    @Test
    void ofPiecesWithOnePriceEachCostsTheSame() {
        assertThat(new PerUnit(5).of(1)).isEqualTo(5);
        assertThat(new PerUnit(999_999_999_999L).of(999_999)).isEqualTo(999_998_999_999_000_001L);
    }

    @Test
    void graduatedTiersEachPriceThePiecesThatFallIntoThem() {
        check(Mode.GRADUATED, """
            1  | 600
            5  | 1000
            6  | 1090
            10 | 1450
            11 | 1500
            99 | 1500
            """);
    }

    @Test
    void theTierThatIsReachedByVolumePricesAllPieces() {
        check(Mode.VOLUME, """
            1  | 600
            5  | 1000
            6  | 540
            10 | 900
            11 | 50
            99 | 50
            """);
    }

    /// Up to 5 pieces 100 each and 500 once; up to 10 90 each; more 50 once.
    private static void check(Mode mode, String table) {
        var rate = new Tiered(mode, List.of(tier(5L, 100L, 500L), tier(10L, 90L, null), tier(null, null, 50L)));
        table.lines().forEach(line -> {
            var cells = Stream.of(line.split("\\|"))
                    .map(String::strip)
                    .map(Long::parseLong)
                    .toList();
            assertThat(rate.of(cells.getFirst())).as(line).isEqualTo(cells.getLast());
        });
    }

    private static Tier tier(Long upTo, Long unit, Long flat) {
        return new Tier(Optional.ofNullable(upTo), Optional.ofNullable(unit), Optional.ofNullable(flat));
    }
}
