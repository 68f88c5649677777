package dev.caisse.simulation;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// `./caisse simulate`: does at random whatever can be done to payments, and says whether all of it adds up.
public final class Simulate {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private Simulate() {}

    public static void main(String[] arguments) {
        var wanted = Wanted.read(arguments);
        for (var logger :
                ((ch.qos.logback.classic.LoggerContext) org.slf4j.LoggerFactory.getILoggerFactory()).getLoggerList()) {
            logger.setLevel(ch.qos.logback.classic.Level.OFF);
        }
        long start = System.nanoTime();
        var plan = new Plan(wanted.seed(), true);
        OUT.println("seed " + wanted.seed());
        try (var simulation = new Simulation()) {
            var stories = new Stories(plan, wanted.operations(), wanted.payments());
            long[] said = {System.nanoTime()};
            try {
                simulation.run(stories, _ -> {
                    if (System.nanoTime() - said[0] > 5_000_000_000L) {
                        said[0] = System.nanoTime();
                        say(simulation, start);
                    }
                });
                say(simulation, start);
                OUT.println("All of it adds up.");
            } catch (Finding finding) {
                say(simulation, start);
                OUT.println("FOUND: " + finding.described());
                System.exit(1);
            }
        }
        System.exit(0);
    }

    private static void say(Simulation simulation, long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        var done = simulation.done();
        OUT.println(
                "%,d operations on %,d payments, %,d of them refused, %,d nodes killed, clock %s ahead, %,.0f a second"
                        .formatted(
                                done.operations(),
                                done.payments(),
                                done.refused(),
                                done.kills(),
                                Duration.ofSeconds(done.ahead().toSeconds()),
                                done.operations() / seconds));
    }

    record Wanted(long seed, long payments, long operations) {
        static Wanted read(String... arguments) {
            long seed = System.nanoTime();
            long payments = Long.MAX_VALUE;
            long operations = 20_000;
            for (int i = 0; i < arguments.length; i += 2) {
                long value = Long.parseLong(arguments[i + 1]);
                switch (arguments[i]) {
                    case "--seed" -> seed = value;
                    case "--payments" -> payments = value;
                    case "--operations" -> operations = value;
                    default -> throw new IllegalArgumentException(arguments[i]);
                }
            }
            return new Wanted(seed, payments, operations);
        }
    }
}
