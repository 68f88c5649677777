package dev.caisse.platform.json;

/// The text is not JSON we accept. Says where and what, never repeats the text.
public final class MalformedJson extends RuntimeException {
    MalformedJson(String what, int line, int column) {
        super("%s (line %d, column %d)".formatted(what, line, column), null, false, false);
    }

    MalformedJson(String what) {
        super(what, null, false, false);
    }
}
