package dev.caisse.cashier;

import dev.caisse.platform.html.Html;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A receipt as it is mailed and shown: as a page that loads nothing, and as text that says the same. Every amount and
/// date is
/// already in the payer's form.
public record ReceiptView(Words words, ShopView shop, OrderView order, List<Fact> facts) {
    public ReceiptView {
        facts = List.copyOf(facts);
    }

    /// One thing that is so, and what it is called.
    public record Fact(String label, String text) {}

    public String subject() {
        return words.text(shop.testMode() ? "receipt.subjectTest" : "receipt.subject", shop.name());
    }

    public String heading() {
        return words.text("receipt.heading", shop.name());
    }

    /// Where a line begins, for mail programs that know sides by their names only.
    public String start() {
        return words.dir().equals("rtl") ? "right" : "left";
    }

    /// Where a line ends.
    public String end() {
        return words.dir().equals("rtl") ? "left" : "right";
    }

    /// The page as UTF-8 HTML.
    public byte[] render() {
        return Html.render("dev/caisse/cashier/receipt.jte", this);
    }

    /// The same for whoever reads text.
    public String text() {
        return Stream.of(head(), items(), List.of(words.text("receipt.questions", shop.name())))
                .filter(part -> !part.isEmpty())
                .map(part -> String.join("\n", part) + "\n")
                .collect(Collectors.joining("\n"));
    }

    private List<String> head() {
        var facts = this.facts.stream().map(fact -> fact.label() + ": " + fact.text());
        var test = shop.testMode() ? Stream.of(words.text("receipt.test")) : Stream.<String>empty();
        var amount = words.text("receipt.amount") + ": " + order.total();
        return Stream.of(Stream.of(heading(), ""), test, Stream.of(amount), facts)
                .flatMap(lines -> lines)
                .toList();
    }

    private List<String> items() {
        var items = order.items().stream().map(ReceiptView::line);
        var rows = order.rows().stream().map(row -> "- " + row.label() + ": " + row.amount());
        return order.items().isEmpty()
                ? List.of()
                : Stream.of(Stream.of(words.text("summary.heading")), items, rows)
                        .flatMap(lines -> lines)
                        .toList();
    }

    private static String line(OrderView.Item item) {
        var quantity = item.quantity() == null ? "" : " (" + item.quantity() + ")";
        return "- " + item.name() + quantity + ": " + item.amount();
    }
}
