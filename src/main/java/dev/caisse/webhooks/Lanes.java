package dev.caisse.webhooks;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// One lane for each endpoint that this node has something to do for, so that a slow one holds up nobody else.
final class Lanes {
    /// Of all lanes together, so that memory is bounded.
    private static final int MOST_WAITING = 8192;

    private final Map<Long, Lane> lanes = new HashMap<>();
    private int waiting;

    /// @return what may begin now
    synchronized List<Job> add(Job job) {
        waiting++;
        var lane = lanes.computeIfAbsent(job.due().endpoint(), _ -> new Lane());
        lane.add(job);
        return begun(lane);
    }

    /// @return what may begin now
    synchronized List<Job> ended(long endpoint, Consumer<Lane> how) {
        var lane = lanes.get(endpoint);
        how.accept(lane);
        return begun(lane);
    }

    synchronized int room(long endpoint) {
        var lane = lanes.get(endpoint);
        int room = lane == null ? Lane.MOST_WAITING : lane.room();
        return Math.min(room, MOST_WAITING - waiting);
    }

    synchronized boolean isFailing(long endpoint) {
        var lane = lanes.get(endpoint);
        return lane != null && lane.isFailing();
    }

    synchronized boolean isHungry(long endpoint) {
        var lane = lanes.get(endpoint);
        return lane != null && lane.isHungry();
    }

    /// The database has more for this one than it has room for, or no more.
    synchronized void more(long endpoint, boolean isThere) {
        if (isThere) {
            lanes.computeIfAbsent(endpoint, _ -> new Lane()).more(true);
        } else if (lanes.containsKey(endpoint)) {
            lanes.get(endpoint).more(false);
        }
    }

    /// Those that could do more than this node has claimed.
    synchronized List<Long> hungry() {
        return lanes.entrySet().stream()
                .filter(lane -> lane.getValue().isHungry())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Forgets all that are idle and not among these.
    synchronized void keep(Set<Long> endpoints) {
        lanes.entrySet().removeIf(lane -> lane.getValue().isIdle() && !endpoints.contains(lane.getKey()));
    }

    /// Takes out all that waits.
    synchronized Collection<Job> drain() {
        waiting = 0;
        return lanes.values().stream().flatMap(lane -> lane.drain().stream()).toList();
    }

    private List<Job> begun(Lane lane) {
        var begun = lane.begin();
        waiting -= begun.size();
        return begun;
    }
}
