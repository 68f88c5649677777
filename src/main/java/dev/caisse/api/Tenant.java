package dev.caisse.api;

/// One account in one mode. Nothing of it exists for any other tenant, and every statement on a tenant's table names
/// both parts.
public record Tenant(long account, boolean live) {

    /// `test` or `live`, as keys and links spell it.
    public String mode() {
        return live ? "live" : "test";
    }
}
