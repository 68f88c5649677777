package dev.caisse.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/// `./caisse simulate`: does at random whatever can be done to payments, and says whether all of it adds up.
public final class Simulate {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final Duration SHRINKING = Duration.ofSeconds(90);
    private static final Duration SAYING = Duration.ofSeconds(10);

    private final Wanted wanted;
    private final long startNanos = System.nanoTime();
    private long saidNanos = startNanos;

    private Simulate(Wanted wanted) {
        this.wanted = wanted;
    }

    /// The answer is the exit code: 0 when all adds up, 1 when something was found, 2 when the words were not
    /// understood.
    public static void main(String[] arguments) {
        // What dies in the middle of its work has much to say, all of it expected.
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLoggerList()
                .forEach(logger -> logger.setLevel(Level.OFF));
        try {
            var wanted = Wanted.read(arguments);
            System.exit(wanted.isHelp() ? help() : wanted.isMutants() ? mutants(wanted) : new Simulate(wanted).run());
        } catch (IllegalArgumentException e) {
            OUT.println(e.getMessage());
            help();
            System.exit(2);
        }
    }

    private static int help() {
        OUT.print(Wanted.HELP);
        return 0;
    }

    private static int mutants(Wanted wanted) {
        return new Mutants(OUT).run(wanted) ? 0 : 1;
    }

    private int run() {
        OUT.println("Seed " + wanted.seed() + ". The same plan again: ./caisse simulate --seed " + wanted.seed()
                + " --operations " + wanted.operations());
        try (var simulation = new Simulation()) {
            wanted.sql().forEach(simulation::change);
            return isClean(simulation) ? 0 : 1;
        }
    }

    private boolean isClean(Simulation simulation) {
        var stories = new Stories(new Plan(wanted.seed(), true), wanted.operations(), wanted.payments());
        try {
            simulation.run(stories, _ -> sayNowAndThen(simulation));
            say(simulation);
            OUT.println("All of it adds up.");
            return true;
        } catch (Finding finding) {
            say(simulation);
            OUT.println("Found after " + simulation.done().operations() + " operations: " + finding.invariant());
            OUT.println(finding.described());
            if (wanted.isShrinking()) {
                OUT.println("Looking for the shortest history that shows it …");
                OUT.println(new Shrink(simulation, SHRINKING).shortest(finding).described());
            }
            return false;
        }
    }

    private void sayNowAndThen(Simulation simulation) {
        if (System.nanoTime() - saidNanos > SAYING.toNanos()) {
            saidNanos = System.nanoTime();
            say(simulation);
        }
    }

    private void say(Simulation simulation) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        var done = simulation.done();
        OUT.println(
                "%,d operations on %,d payments; %,d refused, %,d turned away, %,d left unsure, %,d nodes killed, %,d weeks passed; %,.0f a second"
                        .formatted(
                                done.operations(),
                                done.payments(),
                                done.refused(),
                                done.turnedAway(),
                                done.unsure(),
                                done.kills(),
                                done.weeks(),
                                done.operations() / seconds));
    }
}
