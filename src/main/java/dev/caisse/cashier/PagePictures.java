package dev.caisse.cashier;

import dev.caisse.catalog.Product;
import dev.caisse.checkout.Basket.Line;
import dev.caisse.platform.db.Db;
import dev.caisse.platform.http.WebAddress;
import java.util.List;
import java.util.Map;
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
        var sources = visit.basket().lines().stream().map(PagePictures::source).toList();
        var known = known(
                visit, sources.stream().flatMap(Optional::stream).distinct().toList());
        return IntStream.range(0, sources.size())
                .mapToObj(i -> sources.get(i)
                                .filter(url -> known.getOrDefault(url, false))
                                .isPresent()
                        ? visit.address("/pictures/" + i)
                        : null)
                .toList();
    }

    private Map<String, Boolean> known(Visit visit, List<String> urls) {
        if (urls.isEmpty()) {
            return Map.of();
        }
        var known = pictures.known(db, visit.caller().tenant(), urls);
        var unknown = urls.stream().filter(url -> !known.containsKey(url)).toList();
        if (pictures.want(db, visit.caller().tenant(), unknown) > 0) {
            fetchPictures.wake();
        }
        return known;
    }

    private static Optional<String> source(Line line) {
        Product product = line.offer().product();
        return product.images().stream().findFirst().flatMap(WebAddress::read).map(WebAddress::absolute);
    }
}
