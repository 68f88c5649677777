package dev.caisse.platform.ids;

/// No id can be made safely at this moment.
public final class IdsUnavailable extends RuntimeException {
    IdsUnavailable(String message) {
        super(message, null, false, false);
    }
}
