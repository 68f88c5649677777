package dev.caisse.vault;

/// This node cannot open the vault and must not start; the message says which variable to set to what.
public final class VaultLocked extends RuntimeException {
    VaultLocked(String message) {
        super(message);
    }
}
