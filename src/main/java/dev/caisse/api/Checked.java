package dev.caisse.api;

import dev.caisse.platform.http.WebAddress;
import dev.caisse.platform.ids.Prefix;
import dev.caisse.platform.json.Json;
import dev.caisse.platform.json.Literal;

/// Single values of parameters, checked: each is what it should be, or refused under its name.
final class Checked {
    private Checked() {}

    static String text(String name, Object value, int maxCharacters) {
        var text = switch (value) {
            case String string -> string;
            case Literal literal -> literal.text();
            case null, default -> throw Refusal.invalid(name, "must be a text");
        };
        if (characters(text) > maxCharacters) {
            throw Refusal.invalid(name, "may have at most " + maxCharacters + " characters");
        }
        if (text.chars().anyMatch(Checked::isControl) || !Json.isStorable(text)) {
            throw Refusal.invalid(name, "must not have control characters");
        }
        return text;
    }

    private static boolean isControl(int c) {
        return Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t';
    }

    static long integer(String name, Object value, long min, long max) {
        var digits = switch (value) {
            case Literal literal -> literal.text();
            case String text -> text;
            default -> throw Refusal.invalid(name, "must be an integer");
        };
        if (!digits.matches("-?[0-9]{1,19}")) {
            throw Refusal.invalid(name, "must be an integer, without fraction or exponent, of at most 63 bits");
        }
        return within(name, digits, min, max);
    }

    private static long within(String name, String digits, long min, long max) {
        try {
            long number = Long.parseLong(digits);
            if (number < min || number > max) {
                throw Refusal.invalid(name, "must be from " + min + " to " + max);
            }
            return number;
        } catch (NumberFormatException _) {
            throw Refusal.invalid(name, "must be from " + min + " to " + max);
        }
    }

    static Long id(String name, String id, Prefix due) {
        return due.read(id)
                .orElseThrow(() -> Refusal.invalid(
                        name, "must be the id of a " + due.noun() + ", which begins with " + due.text() + "_"));
    }

    static String address(String name, String text) {
        if (WebAddress.read(text).isEmpty()) {
            throw Refusal.of(
                    400,
                    "url_invalid",
                    name,
                    "`" + name + "` must be an http or https address, or a bare host such as www.example.com.");
        }
        return text;
    }

    static int characters(String text) {
        return text.codePointCount(0, text.length());
    }
}
