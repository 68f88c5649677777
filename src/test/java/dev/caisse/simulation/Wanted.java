package dev.caisse.simulation;

import java.util.ArrayList;
import java.util.List;

/// What the command was asked for.
///
/// @param defect what the name of a defect has to hold; of all when empty
/// @param sql changes the database before anything is done to it
record Wanted(
        long seed,
        long payments,
        long operations,
        boolean isShrinking,
        boolean isMutants,
        boolean isHelp,
        String defect,
        List<String> sql) {
    /// Within so many operations every defect is to be found.
    private static final long TO_FIND = 6000;
    private static final long USUAL = 20_000;

    static final String HELP = """
            ./caisse simulate [--seed N] [--operations N] [--payments N]
              Does random operations to payments on two nodes and one real PostgreSQL, with faults of the bank, dying
              nodes and a clock that runs and sometimes jumps a week, and compares what comes of it with a model of its
              own. Ends after so many operations or so many payments, whichever comes first.
                --seed N         the plan; without, another every time
                --payments N     how many payments; some six operations each
                --operations N   how many operations; 20,000 without either, 6,000 for each defect with --mutants
                --no-shrinking   does not look for the shortest history when something is found
            ./caisse simulate --mutants [--seed N] [--operations N] [--defect WORDS]
              Breaks the program in named ways, one after the other, and says after how many operations each is found.
                --defect WORDS   only those whose name holds these words
            """;

    static Wanted read(String... arguments) {
        var given = new ArrayList<>(List.of(arguments));
        boolean isHelp = given.remove("--help");
        boolean isMutants = given.remove("--mutants");
        boolean isShrinking = !given.remove("--no-shrinking");
        long seed = System.nanoTime();
        long payments = Long.MAX_VALUE;
        long operations = 0;
        var defect = "";
        var sql = new ArrayList<String>();
        for (int i = 0; i < given.size(); i += 2) {
            var value = i + 1 < given.size() ? given.get(i + 1) : "";
            switch (given.get(i)) {
                case "--seed" -> seed = number(given.get(i), value);
                case "--payments" -> payments = number(given.get(i), value);
                case "--operations" -> operations = number(given.get(i), value);
                case "--defect" -> defect = value;
                case "--sql" -> sql.add(value);
                default -> throw new IllegalArgumentException("There is no option " + given.get(i) + ".");
            }
        }
        return new Wanted(
                seed,
                payments,
                operations == 0 ? usual(payments, isMutants) : operations,
                isShrinking,
                isMutants,
                isHelp,
                defect,
                List.copyOf(sql));
    }

    private static long usual(long payments, boolean isMutants) {
        return isMutants ? TO_FIND : payments == Long.MAX_VALUE ? USUAL : Long.MAX_VALUE;
    }

    private static long number(String option, String value) {
        if (!value.matches("-?[0-9]{1,18}")) {
            throw new IllegalArgumentException(option + " needs a number.");
        }
        return Long.parseLong(value);
    }
}
