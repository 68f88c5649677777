package dev.caisse;

import dev.caisse.payments.Alarm;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.db.DbFailure;
import dev.caisse.platform.db.GroupCommit;
import dev.caisse.platform.http.Response;
import dev.caisse.platform.ids.NodeLease;
import dev.caisse.platform.jobs.Worker;
import dev.caisse.platform.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/// Whether this node should be sent requests: database there, workers running, node number held, not stopping.
final class Health {
    private static final String JSON = "application/json; charset=utf-8";

    private final Db db;
    private final NodeLease lease;
    private final GroupCommit groupCommit;
    private final List<Worker> workers;
    private final Alarm alarm;
    private volatile boolean isStopping;

    Health(Db db, NodeLease lease, GroupCommit groupCommit, List<Worker> workers, Alarm alarm) {
        this.db = db;
        this.lease = lease;
        this.groupCommit = groupCommit;
        this.workers = workers;
        this.alarm = alarm;
    }

    /// From now on not ready, so that balancers turn away before the server does.
    void stopping() {
        isStopping = true;
    }

    /// 200 as long as the process lives.
    Response alive() {
        return Response.text(200, "ok\n");
    }

    /// 200, or 503 with the reasons.
    Response ready() {
        var reasons = reasons();
        var json = new JsonWriter().beginObject();
        json.name("status").text(reasons.isEmpty() ? "ready" : "unavailable");
        json.name("reasons").tree(reasons);
        json.name("warnings").tree(warnings());
        return Response.of(reasons.isEmpty() ? 200 : 503, JSON, json.endObject().bytes());
    }

    private List<String> warnings() {
        var warnings = new ArrayList<>(List.of("live mode has no connector: live keys cannot be made"));
        if (alarm.count() > 0) {
            warnings.add(alarm.count() + " alarms since the start: look for ALARM in the log");
        }
        return warnings;
    }

    private List<String> reasons() {
        var reasons = new ArrayList<String>();
        if (isStopping) {
            reasons.add("this node is stopping");
        }
        if (!lease.isHeld()) {
            reasons.add("this node may make no ids: its lease on its number has run out, or its clock was set back");
        }
        if (!groupCommit.isWell()) {
            reasons.add("a writer of group commit has died: restart this node");
        }
        workers.stream()
                .filter(worker -> !worker.isWell())
                .forEach(worker -> reasons.add("the worker " + worker.name() + " does not run"));
        if (!isDatabaseThere()) {
            reasons.add("the database does not answer");
        }
        return reasons;
    }

    private boolean isDatabaseThere() {
        try {
            return db.one(_ -> true, "select 1 from schema_history limit 1").isPresent();
        } catch (DbFailure _) {
            return false;
        }
    }
}
