package dev.caisse.platform.db;

import java.io.IOException;
import java.util.function.IntFunction;

/// Stands between pgjdbc and PostgreSQL on real TCP, and cuts the connection around a COMMIT.
final class CuttingProxy implements AutoCloseable {
    /// Where a connection is cut.
    enum Cut {
        NOWHERE,
        /// PostgreSQL never sees the COMMIT, and sees its client go.
        BEFORE,
        /// PostgreSQL never sees the COMMIT, nor that its client has gone.
        BEFORE_UNNOTICED,
        /// PostgreSQL gets the COMMIT, the client no answer.
        IN,
        /// The client gets the answer, and then nothing more.
        AFTER
    }

    private final StatementProxy proxy;
    private volatile IntFunction<Cut> cuts = _ -> Cut.NOWHERE;
    private int commits;

    /// @param server host and port
    CuttingProxy(String server) throws IOException {
        proxy = new StatementProxy(server, (link, sql) -> !sql.strip().equals("COMMIT") || goesOn(link));
    }

    int port() {
        return proxy.port();
    }

    /// What is done at each COMMIT, which are counted from 1. May block, and so hold the COMMIT up.
    void cut(IntFunction<Cut> atCommit) {
        synchronized (this) {
            commits = 0;
        }
        cuts = atCommit;
    }

    /// The database is gone for whoever comes from now on.
    void turnAway(boolean newcomers) {
        proxy.turnAway(newcomers);
    }

    @Override
    public void close() throws IOException {
        proxy.close();
    }

    private synchronized int nextCommit() {
        return ++commits;
    }

    private boolean goesOn(StatementProxy.Link link) {
        switch (cuts.apply(nextCommit())) {
            case NOWHERE -> {}
            case BEFORE -> {
                link.cut();
                return false;
            }
            case BEFORE_UNNOTICED -> {
                link.cutClient();
                return false;
            }
            case IN -> link.cutClient();
            case AFTER -> {
                link.withhold();
                link.send();
                link.awaitAnswer();
                link.deliver();
                link.cutClient();
            }
        }
        return true;
    }
}
