package dev.caisse.platform.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Reads JSON strictly into maps, lists, strings, booleans, [Literal] numbers and null. What PostgreSQL could not
/// store, or two readers could understand differently (U+0000, lone surrogates, a key twice), is refused here.
public final class Json {
    public static final int MAX_DEPTH = 32;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(1000)
                    .maxNameLength(10_000)
                    .build())
            .build();

    private Json() {}

    /// @throws MalformedJson with line and column
    public static Object read(byte[] utf8) {
        return read(decoded(utf8));
    }

    /// @throws MalformedJson with line and column
    public static Object read(String text) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            var value = value(parser);
            if (parser.nextToken() != null) {
                throw malformed("Something follows the JSON value", parser.currentTokenLocation());
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw malformed(
                    "JSON is nested more than " + MAX_DEPTH + " deep, or a name or number in it is too long",
                    e.getLocation());
        } catch (JacksonException e) {
            throw malformed(
                    e.getOriginalMessage().startsWith("Duplicate")
                            ? "The same key stands twice in one object"
                            : "This is not valid JSON",
                    e.getLocation());
        }
    }

    /// Reads JSON that we wrote ourselves and that is an object.
    @SuppressWarnings("unchecked")
    public static Map<String, Object> readObject(String text) {
        return (Map<String, Object>) read(text);
    }

    private static String decoded(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new MalformedJson("The body is not valid UTF-8");
        }
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> list(parser);
            case VALUE_STRING -> storable(parser, parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Literal(parser.getString());
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            case null -> throw new MalformedJson("The JSON ends before it is complete");
            default -> throw malformed("This is not valid JSON", parser.currentTokenLocation());
        };
    }

    private static Map<String, Object> object(JsonParser parser) {
        var map = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = storable(parser, parser.currentName());
            parser.nextToken();
            map.put(name, value(parser));
        }
        return map;
    }

    private static List<Object> list(JsonParser parser) {
        var list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser));
        }
        return list;
    }

    private static String storable(JsonParser parser, String text) {
        if (!isStorable(text)) {
            throw malformed("A string holds U+0000 or half of a surrogate pair", parser.currentTokenLocation());
        }
        return text;
    }

    /// Whether PostgreSQL can keep the text: no U+0000, no lone surrogate.
    public static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                if (++i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static MalformedJson malformed(String what, TokenStreamLocation at) {
        return at == null ? new MalformedJson(what) : new MalformedJson(what, at.getLineNr(), at.getColumnNr());
    }
}
