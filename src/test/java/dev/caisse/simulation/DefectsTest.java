package dev.caisse.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/// The defects by which the simulation is tried can still be put into the program. That each is found is shown by
/// `./caisse simulate --mutants`, which takes minutes.
class DefectsTest {
    @Test
    void everyDefectCanStillBePutIn() throws Exception {
        var mutants = new Mutants(new PrintStream(PrintStream.nullOutputStream()));
        assertThat(Mutant.all()).hasSizeGreaterThanOrEqualTo(12);
        for (var mutant : Mutant.all()) {
            try (var classes = Files.walk(mutants.compiled(mutant))) {
                assertThat(classes.map(path -> path.getFileName().toString()))
                        .as(mutant.defect())
                        .contains(mutant.file().replaceAll(".*/(.*)\\.java", "$1.class"));
            }
        }
    }
}
