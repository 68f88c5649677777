package dev.caisse.cashier;

import dev.caisse.platform.html.QrCode;
import java.util.Map;

/// The page of a payment that goes on elsewhere. One of three: with a code to scan, with instructions to follow, or
/// with
/// the way to the provider's page.
///
/// @param method what the way to pay is called
/// @param url where it goes on; null when there is no such place
/// @param code null when there is nothing to scan
/// @param voucher null when there are no instructions
/// @param secondsLeft until its time is over
/// @param alert what is said above; null for nothing
/// @param finishUrl asks what has become of it
/// @param eventsUrl tells when something has
/// @param doneUrl where a payer goes who has their instructions; null for others
public record WaitingView(
        Words words,
        Assets assets,
        ShopView shop,
        String method,
        String amount,
        String url,
        QrCode code,
        Map<String, String> voucher,
        long secondsLeft,
        String until,
        String alert,
        String finishUrl,
        String eventsUrl,
        String abandonUrl,
        String token,
        String doneUrl) {

    public String title() {
        var kind = code != null ? "qr" : voucher != null ? "voucher" : "leave";
        return words.text(kind + ".title", method);
    }

    /// Without the page's script the browser comes back when the time is over.
    public String refresh() {
        return (secondsLeft + 1) + ";url=" + finishUrl;
    }

    /// `14:05`
    public String countdown() {
        return "%d:%02d".formatted(secondsLeft / 60, secondsLeft % 60);
    }
}
