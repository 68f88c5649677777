package dev.caisse;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Lets many do something at the same moment, as far as a machine can.
public final class Together {
    private Together() {}

    /// @param work gets the number of the racer, from 0
    /// @return what each brought, in their order; the first failure is thrown
    public static <T> List<T> run(int racers, IntFunction<T> work) {
        var start = new CyclicBarrier(racers);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return IntStream.range(0, racers)
                    .mapToObj(racer -> threads.submit(() -> {
                        start.await();
                        return work.apply(racer);
                    }))
                    .toList()
                    .stream()
                    .map(Together::brought)
                    .toList();
        }
    }

    /// Does something on a thread of its own while the test goes on.
    public static <T> CompletableFuture<T> soon(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
    }

    private static <T> T brought(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
