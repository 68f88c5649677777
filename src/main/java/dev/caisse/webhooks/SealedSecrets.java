package dev.caisse.webhooks;

import java.util.Optional;

/// An endpoint's signing secret as it rests, and the one before it for as long as both are valid.
record SealedSecrets(byte[] current, Optional<Old> old) {

    /// A secret that was replaced and is valid until a moment.
    record Old(byte[] sealed, long untilMs) {}

    /// The current one becomes the old one.
    SealedSecrets rolled(byte[] fresh, long oldUntilMs) {
        return new SealedSecrets(fresh, Optional.of(new Old(current, oldUntilMs)));
    }

    @Override
    public String toString() {
        return "SealedSecrets[***]";
    }
}
