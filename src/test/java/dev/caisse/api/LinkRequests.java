package dev.caisse.api;

import dev.caisse.Client;
import java.util.List;

/// A valid request for each route of payment links.
final class LinkRequests {
    private static final String LINK = """
        {"line_items": [{"quantity": 1, "adjustable_quantity": {"enabled": true, "minimum": 1, "maximum": 9}, "price_data": {"currency": "gbp", "unit_amount": 5, "product_data": {"name": "Tea"}}}],
         "metadata": {"a": "b"}, "active": true, "allow_promotion_codes": true, "billing_address_collection": "required",
         "cancel_url": "https://shop.example/cart", "customer_creation": "always", "locale": "de",
         "inactive_message": "Sold out", "submit_type": "book", "payment_method_types": ["card"],
         "payment_intent_data": {"description": "d", "metadata": {"c": "d"}, "capture_method": "automatic"},
         "payment_method_options": {"card": {"request_three_d_secure": "any"}},
         "after_completion": {"type": "hosted_confirmation", "hosted_confirmation": {"custom_message": "Thanks"}},
         "phone_number_collection": {"enabled": true}, "consent_collection": {"terms_of_service": "required", "promotions": "auto"},
         "custom_text": {"submit": {"message": "m"}, "terms_of_service_acceptance": {"message": "t"}}, "shipping_address_collection": {"allowed_countries": ["GB"]},
         "custom_fields": [{"key": "size", "type": "text", "label": {"type": "custom", "custom": "Size"}}],
         "restrictions": {"completed_sessions": {"limit": 5}}}\
        """;

    private LinkRequests() {}

    static List<ValidRequest> of(Client merchant) {
        var all = "/v1/payment_links";
        var link = merchant.post(all, LINK);
        var one = all + "/" + link.at("id");
        var list = "{\"active\": true, \"limit\": 3, \"starting_after\": \"plink_9000000000000000000\"}";
        return List.of(
                ValidRequest.of("POST " + all, all, LINK),
                ValidRequest.of("GET " + all, all, list),
                ValidRequest.of("GET " + all + "/list", all + "/list", list),
                ValidRequest.of("GET " + all + "/{id}", one, "{}"),
                ValidRequest.of("GET " + all + "/{id}/line_items", one + "/line_items", "{\"limit\": 3}"),
                ValidRequest.of("POST " + all + "/{id}", one, """
                    {"active": true, "metadata": {"a": "c"}, "inactive_message": "Gone", "submit_type": "pay",
                     "line_items": [{"id": "%s", "quantity": 2}],
                     "after_completion": {"type": "redirect", "redirect": {"url": "https://shop.example"}},
                     "restrictions": {"completed_sessions": {"limit": 6}}}\
                    """.formatted(link.at("line_items.data.0.id"))));
    }
}
