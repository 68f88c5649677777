package dev.caisse.platform.db;

import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PSQLException;

/// PostgreSQL refused or was not there. Its message names no values: the connection is opened without server detail.
public final class DbFailure extends RuntimeException {
    private final transient Optional<String> state;
    private final transient Optional<String> constraint;
    private final boolean isInDoubt;

    private DbFailure(SQLException cause, boolean isInDoubt) {
        super(cause.getMessage(), cause);
        this.isInDoubt = isInDoubt;
        state = Optional.ofNullable(cause.getSQLState());
        constraint = constraintOf(cause);
    }

    static DbFailure of(SQLException cause) {
        return new DbFailure(cause, false);
    }

    /// A COMMIT failed. When the connection was lost in it, nobody knows whether it took place.
    static DbFailure inCommit(SQLException cause) {
        return new DbFailure(cause, !isRefusal(cause));
    }

    /// Whether a unique key, foreign key or check of this name was broken.
    public boolean broke(String name) {
        return constraint.filter(name::equals).isPresent();
    }

    /// Whether the transaction may have been committed all the same.
    public boolean isInDoubt() {
        return isInDoubt;
    }

    /// Whether the database was out of reach (class 08, 57P0x, or no connection free in the pool).
    public boolean isOutage() {
        return state.map(s -> s.startsWith("08") || s.startsWith("57P")).orElse(true);
    }

    /// Whether the same transaction may simply be run again: a deadlock or a serialization failure.
    boolean isPassing() {
        return state.filter(s -> s.equals("40P01") || s.equals("40001")).isPresent();
    }

    /// PostgreSQL itself said no, so nothing was committed: any class but that of lost connections and shutdowns.
    private static boolean isRefusal(SQLException cause) {
        var state = cause.getSQLState();
        return state != null && !state.startsWith("08") && !state.startsWith("57P") && !state.startsWith("40003");
    }

    private static Optional<String> constraintOf(SQLException cause) {
        if (cause instanceof PSQLException postgres && postgres.getServerErrorMessage() != null) {
            return Optional.ofNullable(postgres.getServerErrorMessage().getConstraint());
        }
        return Optional.empty();
    }
}
