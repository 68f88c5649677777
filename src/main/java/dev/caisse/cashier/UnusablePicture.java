package dev.caisse.cashier;

/// Bytes that are no picture, or none that we are willing to decode.
final class UnusablePicture extends Exception {

    UnusablePicture(String message) {
        super(message);
    }

    UnusablePicture(String message, Throwable cause) {
        super(message, cause);
    }
}
