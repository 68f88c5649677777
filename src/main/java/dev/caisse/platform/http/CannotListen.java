package dev.caisse.platform.http;

/// The server cannot have the address it was told to listen on; the message says why and what to do.
public final class CannotListen extends RuntimeException {
    CannotListen(String host, int port, String why) {
        super(
                "Cannot listen on " + host + ", port " + port + ": " + why
                        + ". Stop what listens there, or choose another one with CAISSE_HOST and CAISSE_PORT.",
                null,
                false,
                false);
    }
}
