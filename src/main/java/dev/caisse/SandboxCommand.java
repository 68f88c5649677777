package dev.caisse;

import dev.caisse.platform.logs.Logs;
import dev.caisse.platform.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/// `sandbox`: runs test mode's bank as a process of its own until it is told to stop.
@Command(
        name = "sandbox",
        description = {
            "Starts test mode's bank as a process of its own, for a server whose CAISSE_SANDBOX_URL names it.",
            "It keeps its book in a database of its own: give it another CAISSE_DATA_DIR or CAISSE_DATABASE_URL than"
                    + " the server, and the same CAISSE_SANDBOX_SECRET."
        },
        mixinStandardHelpOptions = true)
final class SandboxCommand implements Callable<Integer> {
    @Override
    public Integer call() throws InterruptedException {
        var settings = Settings.ofThisProcess();
        if (settings.isLogJson()) {
            Logs.writeJson();
        }
        var server = SandboxServer.start(settings, Clock.system(), step -> System.out.println("… " + step));
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.close();
            stopped.countDown();
        }));
        System.out.printf("The sandbox serves port %d%n", server.port());
        stopped.await();
        return 0;
    }
}
