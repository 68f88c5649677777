package dev.caisse.platform.json;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// Writes one JSON text, value by value, into memory.
public final class JsonWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    private final JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), out);

    public JsonWriter beginObject() {
        json.writeStartObject();
        return this;
    }

    public JsonWriter endObject() {
        json.writeEndObject();
        return this;
    }

    public JsonWriter beginArray() {
        json.writeStartArray();
        return this;
    }

    public JsonWriter endArray() {
        json.writeEndArray();
        return this;
    }

    public JsonWriter name(String name) {
        json.writeName(name);
        return this;
    }

    /// Writes null when the text is null.
    public JsonWriter text(String text) {
        if (text == null) {
            json.writeNull();
        } else {
            json.writeString(text);
        }
        return this;
    }

    public JsonWriter number(long number) {
        json.writeNumber(number);
        return this;
    }

    public JsonWriter flag(boolean flag) {
        json.writeBoolean(flag);
        return this;
    }

    public JsonWriter nothing() {
        json.writeNull();
        return this;
    }

    /// Writes what [Json#read] reads: maps, iterables, strings, numbers, booleans, null.
    public JsonWriter tree(Object value) {
        switch (value) {
            case null -> nothing();
            case String text -> text(text);
            case Literal literal -> json.writeNumber(literal.text());
            case Integer number -> number(number);
            case Long number -> number(number);
            case Boolean flag -> flag(flag);
            case Map<?, ?> map -> map(map);
            case Iterable<?> items -> items(items);
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
        return this;
    }

    /// The finished text as UTF-8. Nothing may be written afterwards.
    public byte[] bytes() {
        json.close();
        return out.toByteArray();
    }

    /// The finished text. Nothing may be written afterwards.
    public String text() {
        return new String(bytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private void map(Map<?, ?> map) {
        beginObject();
        map.forEach((name, value) -> name(name.toString()).tree(value));
        endObject();
    }

    private void items(Iterable<?> items) {
        beginArray();
        items.forEach(this::tree);
        endArray();
    }
}
