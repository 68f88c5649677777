package dev.caisse.cashier;

import dev.caisse.platform.html.Html;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// The page on which a payer pays: everything its template shows, already in the payer's language and form.
public record PageView(Words words, Assets assets, ShopView shop, OrderView order, FormView form) {
    /// The page as UTF-8 HTML. It has no inline script, style or handler, so the strictest content policy holds.
    public byte[] render() {
        return Html.render("dev/caisse/cashier/page.jte", this);
    }

    /// Whom the payer pays, or ordered from when there is nothing to pay.
    public String heading() {
        if (order.isNothing()) {
            return words.text("page.headingSetup", shop.name());
        }
        return words.text(form.cardAsked() ? "page.heading" : "page.headingFree", shop.name());
    }

    public FieldView field(Field field) {
        return new FieldView(words, form, field);
    }

    /// An address's fields as they stand below each other.
    public List<List<FieldView>> rows(AddressBlock block) {
        return form.rows(block, words.region()).stream()
                .map(row -> row.stream().map(this::field).toList())
                .toList();
    }

    /// What is wrong, in the order of the page: where it is, and what is said there.
    public List<Wrong> wrong() {
        var fields = form.fields(words.region()).stream()
                .filter(field -> form.error(field) != null)
                .map(field -> new Wrong(field.id(), field(field).label(), form.error(field)));
        var ways = form.ways().stream()
                .flatMap(way -> way.details().stream())
                .filter(detail -> detail.error() != null)
                .map(detail -> new Wrong(detail.id(), detail.label(), detail.error()));
        var own = form.questions().own().stream()
                .filter(question -> question.error() != null)
                .map(question -> new Wrong(question.id(), question.label(), question.error()));
        var agreement = form.questions().agreement();
        var terms = Stream.of(agreement)
                .filter(asked -> asked.error() != null)
                .map(asked -> new Wrong(Agreement.TERMS, asked.error(), asked.error()));
        return Stream.of(fields, ways, own, terms).flatMap(Function.identity()).toList();
    }

    /// A field that has to be mended.
    public record Wrong(String id, String label, String text) {}
}
