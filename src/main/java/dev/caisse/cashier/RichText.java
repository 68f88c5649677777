package dev.caisse.cashier;

import dev.caisse.platform.http.WebAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A merchant's own words, in which `[words](https://…)` is a link. Nothing else of it is markup.
public record RichText(List<Part> parts) {
    private static final Pattern LINK = Pattern.compile("\\[([^\\[\\]]{1,200})]\\((https?://[^()\\s]{1,1000})\\)");

    /// @param url null for words that lead nowhere
    public record Part(String text, String url) {}

    public RichText {
        parts = List.copyOf(parts);
    }

    /// Null for null.
    static RichText of(String text) {
        if (text == null) {
            return null;
        }
        var parts = new ArrayList<Part>();
        var links = LINK.matcher(text);
        int end = 0;
        while (links.find()) {
            var address = WebAddress.read(links.group(2));
            if (address.isPresent()) {
                parts.add(new Part(text.substring(end, links.start()), null));
                parts.add(new Part(links.group(1), address.get().absolute()));
                end = links.end();
            }
        }
        parts.add(new Part(text.substring(end), null));
        return new RichText(
                parts.stream().filter(part -> !part.text().isEmpty()).toList());
    }
}
