package dev.caisse.cashier;

import java.util.List;

/// One thing that a way to pay asks of its payer.
///
/// @param id both the id in the page and the name in the posted form
/// @param value what stands in it
/// @param error null when nothing is wrong with it
/// @param empty what to say when it is left empty
/// @param options what can be chosen; none when it is typed
/// @param inputMode the keypad a phone should show; null for the ordinary one
public record WayDetail(
        String id,
        String label,
        String value,
        String error,
        String empty,
        List<Country> options,
        String autocomplete,
        String inputMode) {
    public String errorId() {
        return id + "-error";
    }
}
