package dev.caisse.webhooks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// What this node does for one endpoint: how many calls are under way, how many may be, and what waits for its turn.
/// Each success lets one more call be under way at once; a failure halves them, down to two.
final class Lane {
    static final int MOST_AT_ONCE = 64;
    static final int MOST_WAITING = 128;
    private static final int AT_ONCE_FIRST = 8;
    private static final int FEWEST_AT_ONCE = 2;

    private final Deque<Job> waiting = new ArrayDeque<>();
    private int underWay;
    private int atOnce = AT_ONCE_FIRST;
    private boolean isFailing;
    private boolean hasMore;

    void add(Job job) {
        waiting.add(job);
    }

    /// What may begin now.
    List<Job> begin() {
        var begun = new ArrayList<Job>();
        while (underWay < atOnce && !waiting.isEmpty()) {
            begun.add(waiting.poll());
            underWay++;
        }
        return begun;
    }

    /// A call ended without telling anything about the receiver.
    void ended() {
        underWay--;
    }

    void ended(boolean isSuccess) {
        underWay--;
        isFailing = !isSuccess;
        atOnce = isSuccess ? Math.min(MOST_AT_ONCE, atOnce + 1) : Math.max(FEWEST_AT_ONCE, atOnce / 2);
    }

    /// How many more this node should claim: what waits behind a receiver that fails is better left to others.
    int room() {
        int most = isFailing ? atOnce - underWay : MOST_WAITING;
        return Math.max(0, most - waiting.size());
    }

    boolean isFailing() {
        return isFailing;
    }

    /// Whether the database has more for it.
    void more(boolean isThere) {
        hasMore = isThere;
    }

    boolean isHungry() {
        return hasMore && room() > 0 && waiting.size() < atOnce;
    }

    /// Whether there is nothing about it that needs to be remembered.
    boolean isIdle() {
        return underWay == 0 && waiting.isEmpty() && !hasMore;
    }

    List<Job> drain() {
        var left = List.copyOf(waiting);
        waiting.clear();
        return left;
    }
}
