package dev.caisse.cashier;

import dev.caisse.checkout.CustomField.Option;
import java.util.List;

/// One of the merchant's own questions, ready for its template. Its label is the merchant's, in whatever language.
///
/// @param id both the id in the page and the name in the posted form
/// @param value what stands in it
/// @param error null when nothing is wrong with it
/// @param empty what to say when it is left empty; null where it may be
/// @param tooShort what to say when it has too few characters; null where it may have few
/// @param shortest how many characters it needs; null for none
/// @param options what can be chosen; none when it is typed
public record Question(
        String id,
        String label,
        String value,
        String error,
        boolean isOptional,
        boolean isNumber,
        String empty,
        String tooShort,
        String noNumber,
        Long shortest,
        int longest,
        List<Option> options) {
    public String errorId() {
        return id + "-error";
    }
}
