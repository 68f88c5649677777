package dev.caisse.simulation;

import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.IntStream;

/// Looks for the shortest story that still shows a finding: takes steps and operations away as long as what is left
/// fails too. A story is told by many payments at once, since what needs a race does not fail every time.
final class Shrink {
    private static final int COPIES = 32;
    private static final int TRIES = 3;

    private final Simulation simulation;
    private final long untilNanos;
    private int tried;

    Shrink(Simulation simulation, Duration patience) {
        this.simulation = simulation;
        this.untilNanos = System.nanoTime() + patience.toNanos();
    }

    /// @return the finding with the shortest story, or the one given when its story alone does not show it again
    Finding shortest(Finding first) {
        var best = again(first.story(), first);
        for (int more = 0; more < TRIES && best.isEmpty(); more++) {
            best = again(first.story(), first);
        }
        if (best.isEmpty()) {
            return first;
        }
        var shortest = best.get();
        for (var shorter = shorter(shortest); shorter.isPresent(); shorter = shorter(shortest)) {
            shortest = shorter.get();
        }
        return shortest;
    }

    private Optional<Finding> shorter(Finding finding) {
        return finding.story().shorter().stream()
                .filter(_ -> System.nanoTime() < untilNanos)
                .map(story -> again(story, finding))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// Only the same will do: another one may have another reason.
    private Optional<Finding> again(Story story, Finding before) {
        simulation.drop();
        int run = ++tried;
        Iterator<Story> copies = IntStream.range(0, COPIES)
                .mapToObj(copy -> story.named(story.name() + "~" + run + "-" + copy))
                .iterator();
        try {
            simulation.run(() -> copies.hasNext() ? copies.next() : null, _ -> {});
            return Optional.empty();
        } catch (Finding finding) {
            return Optional.of(finding).filter(found -> found.invariant().equals(before.invariant()));
        }
    }
}
