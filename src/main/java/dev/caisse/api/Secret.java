package dev.caisse.api;

/// A value in a view that its reader may see, but no event, log or stored copy. Prints itself masked.
public record Secret(String text) {
    @Override
    public String toString() {
        return "***";
    }
}
