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

    /// Whether the database was out of reach (class 08, 57P0x, or no connection free in the pool) or out of room (53).
    public boolean isOutage() {
        return state.map(s -> s.startsWith("08") || s.startsWith("57P") || s.startsWith("53"))
                .orElse(true);
    }

    /// Whether a row that was referred to is not, or no more, there; whoever looked for it before may look again.
    public boolean isWithoutParent() {
        return is("23503");
    }

    /// Whether somebody held a row for too long. Nothing was written.
    public boolean isBlocked() {
        return is("55P03");
    }

    /// Whether the same transaction may simply be run again: a deadlock, a serialization failure, or one that
    /// PostgreSQL ended because we had said nothing for too long.
    boolean isPassing() {
        return is("40P01") || is("40001") || is("25P03");
    }

    private boolean is(String code) {
        return state.filter(code::equals).isPresent();
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
