package dev.caisse.catalog;

/// A price together with the product it is for.
public record Offer(Price price, Product product) {

    public boolean isActive() {
        return price.active() && product.active();
    }
}
