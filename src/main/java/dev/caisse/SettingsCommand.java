package dev.caisse;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `settings`: prints the table of variables, from which the guide's is made.
@Command(name = "settings", description = "Prints every variable with its default.", mixinStandardHelpOptions = true)
final class SettingsCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.print(Variable.table());
        return 0;
    }
}
