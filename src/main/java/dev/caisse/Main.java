package dev.caisse;

import dev.caisse.console.Failed;
import dev.caisse.platform.db.DatabaseUnavailable;
import dev.caisse.platform.http.CannotListen;
import dev.caisse.vault.VaultLocked;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command line of the program; the script `caisse` builds it and calls it.
@Command(
        name = "caisse",
        description = "A checkout that anyone can run.",
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            SandboxCommand.class,
            KeysCommand.class,
            VaultCommand.class,
            ListenCommand.class,
            TriggerCommand.class,
            ReconcileCommand.class,
            SettingsCommand.class
        },
        mixinStandardHelpOptions = true)
public final class Main {
    private static final int FAILED = 1;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        var line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((exception, _, _) -> explained(exception));
        return line.execute(arguments);
    }

    /// What an operator can mend is said in a sentence; anything else is a fault of ours, and shows where.
    private static int explained(Exception exception) throws Exception {
        switch (exception) {
            case Settings.Unusable _, DatabaseUnavailable _, CannotListen _, VaultLocked _, CannotGoOn _, Failed _ ->
                System.err.println(exception.getMessage());
            default -> throw exception;
        }
        return FAILED;
    }

    /// A command cannot do what it was asked; the message says why and what to do.
    static final class CannotGoOn extends RuntimeException {
        CannotGoOn(String message) {
            super(message, null, false, false);
        }
    }
}
