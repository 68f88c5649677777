package dev.caisse.simulation;

import java.util.ArrayList;
import java.util.List;

/// What the command was asked for.
///
/// @param sql changes the database before anything is done to it
record Wanted(
        long seed,
        long payments,
        long operations,
        boolean isShrinking,
        boolean isMutants,
        boolean isHelp,
        List<String> sql) {
    static final String HELP = """
            ./caisse simulate [--seed N] [--operations N] [--payments N]
              Does random operations to payments on two nodes and one real PostgreSQL, with faults of the bank, dying
              nodes and a clock that runs, and compares what comes of it with a model of its own.
                --seed N         the plan; without, another every time
                --operations N   how many, 20,000 without
                --payments N     ends after so many payments, whatever has been done to them
                --no-shrinking   does not look for the shortest history when something is found
            ./caisse simulate --mutants [--seed N] [--operations N]
              Breaks the program in named ways, one after the other, and says after how many operations each is found.
            """;

    static Wanted read(String... arguments) {
        var given = new ArrayList<>(List.of(arguments));
        boolean isHelp = given.remove("--help");
        boolean isMutants = given.remove("--mutants");
        boolean isShrinking = !given.remove("--no-shrinking");
        long seed = System.nanoTime();
        long payments = Long.MAX_VALUE;
        long operations = 20_000;
        var sql = new ArrayList<String>();
        for (int i = 0; i < given.size(); i += 2) {
            var value = i + 1 < given.size() ? given.get(i + 1) : "";
            switch (given.get(i)) {
                case "--seed" -> seed = number(given.get(i), value);
                case "--payments" -> payments = number(given.get(i), value);
                case "--operations" -> operations = number(given.get(i), value);
                case "--sql" -> sql.add(value);
                default -> throw new IllegalArgumentException("There is no option " + given.get(i) + ".");
            }
        }
        return new Wanted(seed, payments, operations, isShrinking, isMutants, isHelp, List.copyOf(sql));
    }

    private static long number(String option, String value) {
        if (!value.matches("-?[0-9]{1,18}")) {
            throw new IllegalArgumentException(option + " needs a number.");
        }
        return Long.parseLong(value);
    }
}
