package dev.caisse.platform.json;

/// A number as it was written, so that nothing is lost before somebody asks for an integer.
public record Literal(String text) {
    @Override
    public String toString() {
        return text;
    }
}
