package dev.caisse.platform.ids;

import java.time.Duration;
import java.util.TreeSet;

/// Which ids were seen of late, by who reads what others write. Transactions do not commit in the order of their ids,
/// so what is older than the newest may still come; only what is older by more than a minute is taken for seen
/// without being remembered. Several threads may use it.
public final class SeenIds {
    /// Longer than any transaction that writes events is open, and than two nodes' clocks are apart.
    public static final Duration OVERLAP = Duration.ofMinutes(1);

    private final int most;
    private final TreeSet<Long> numbers = new TreeSet<>();
    /// This and all below it count as seen.
    private long floor;

    /// @param most how many are remembered: beyond that the oldest count as older than a minute
    public SeenIds(int most) {
        this.most = most;
    }

    /// Whether [#add] would say that it was seen.
    public synchronized boolean has(long number) {
        return number <= floor || numbers.contains(number);
    }

    /// @return false when it was seen before, or is too old to be told apart from what was
    public synchronized boolean add(long number) {
        if (number <= floor || !numbers.add(number)) {
            return false;
        }
        floor = before(OVERLAP);
        numbers.headSet(floor, true).clear();
        while (numbers.size() > most) {
            floor = numbers.pollFirst();
        }
        return true;
    }

    /// The number behind which everything lies that is at most so much older than the newest.
    public synchronized long before(Duration overlap) {
        return numbers.isEmpty()
                ? floor
                : Math.max(floor, Snowflake.firstAt(Snowflake.ms(numbers.last()) - overlap.toMillis()) - 1);
    }
}
