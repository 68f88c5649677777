package dev.caisse.api;

/// Who is asking, as a key or a link proved it, and on what occasion.
public record Caller(Tenant tenant, Role role, Cause cause) {

    /// What a caller may do.
    public enum Role {
        /// A merchant's server, with a secret key.
        MERCHANT,
        /// A payer's browser, with a publishable key or a session's link.
        PAYER,
        /// One of our own background workers.
        WORKER
    }

    public static Caller worker(Tenant tenant) {
        return new Caller(tenant, Role.WORKER, Cause.WORKER);
    }

    /// The same, answered with what the view of the answer holds: see [HeldDialect].
    public Caller answeredWithHeld() {
        return new Caller(tenant, role, cause.answeredWithHeld());
    }

    public boolean isPayer() {
        return role == Role.PAYER;
    }
}
