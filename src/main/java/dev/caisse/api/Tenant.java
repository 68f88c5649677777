package dev.caisse.api;

import java.util.Collection;
import java.util.function.Function;

/// One account in one mode. Nothing of it exists for any other tenant, and every statement on a tenant's table names
/// both parts.
public record Tenant(long account, boolean live) {

    /// Whether it is a throw-away account, which lives by a clock of its own: its number is below zero.
    public boolean isThrowAway() {
        return account < 0;
    }

    /// The accounts of many rows, in their order, for a statement about them all.
    public static <T> long[] accounts(Collection<T> rows, Function<T, Tenant> tenant) {
        return rows.stream().mapToLong(row -> tenant.apply(row).account()).toArray();
    }

    /// The modes that go with [#accounts].
    public static <T> boolean[] modes(Collection<T> rows, Function<T, Tenant> tenant) {
        var modes = new boolean[rows.size()];
        int at = 0;
        for (var row : rows) {
            modes[at++] = tenant.apply(row).live();
        }
        return modes;
    }

    /// `test` or `live`, as keys and links spell it.
    public String mode() {
        return live ? "live" : "test";
    }
}
