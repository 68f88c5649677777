package dev.caisse.cashier;

import dev.caisse.catalog.Product;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.platform.db.Db;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The pictures on a page: each item's first image from our own copy. One we have no copy of yet is asked for, and the
/// item does without until it is there.
final class PagePictures {
    private final Db db;
    private final FetchPictures fetchPictures;
    private final Pictures pictures = new Pictures();

    PagePictures(Db db, FetchPictures fetchPictures) {
        this.db = db;
        this.fetchPictures = fetchPictures;
    }

    /// The picture of the item at this place.
    Optional<Picture> find(Visit visit, int place) {
        var lines = visit.basket().lines();
        return place < lines.size()
                ? source(lines.get(place))
                        .flatMap(url -> pictures.find(db, visit.caller().tenant(), url))
                : Optional.empty();
    }

    /// For each item its picture's address, or null while there is none.
    List<String> addresses(Visit visit) {
        var lines = visit.basket().lines();
        want(visit);
        return IntStream.range(0, lines.size())
                .mapToObj(i ->
                        find(visit, i).map(_ -> visit.address("/pictures/" + i)).orElse(null))
                .toList();
    }

    private void want(Visit visit) {
        var urls = visit.basket().lines().stream()
                .flatMap(line -> source(line).stream())
                .distinct()
                .toList();
        if (!urls.isEmpty() && pictures.want(db, visit.caller().tenant(), urls) > 0) {
            fetchPictures.wake();
        }
    }

    private static Optional<String> source(Line line) {
        Product product = line.offer().product();
        return product.images().stream()
                .findFirst()
                .flatMap(dev.caisse.platform.http.WebAddress::read)
                .map(dev.caisse.platform.http.WebAddress::absolute);
    }
}
