package dev.caisse.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.stripe.StripeClient;
import com.stripe.exception.InvalidRequestException;
import com.stripe.model.Customer;
import com.stripe.param.ChargeSearchParams;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerSearchParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.PriceSearchParams;
import com.stripe.param.ProductCreateParams;
import com.stripe.param.ProductSearchParams;
import dev.caisse.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever can be searched, in Stripe's grammar, with stripe-java.
class StripeSearchStory {
    private static TestServer server;
    private static StripeClient stripe;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.start();
        stripe = StripeClient.builder()
                .setApiKey(TestServer.SECRET_KEY)
                .setApiBase(server.url())
                .build();
        customer("Amy", "amy@rocket.example", "+1", Map.of("tier", "gold", "k\"ey", "it's"));
        customer("Bob", "Bob@Rocket.example", null, Map.of("tier", "silver"));
        customer("Cat \"C\" O'Neil\\", null, "+3", Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void customer(String name, String email, String phone, Map<String, String> metadata)
            throws Exception {
        stripe.v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .setName(name)
                        .setEmail(email)
                        .setPhone(phone)
                        .putAllMetadata(metadata)
                        .build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            email:'amy@rocket.example'                          | A
            email:"BOB@rocket.example"                          | B
            email~'rocket'                                      | A B
            -email~'rocket'                                     | C
            email~"ROCK" AND name~'bob'                         | B
            name:'amy' OR phone:'+3'                            | A C
            name:'amy' or name:'bob'                            | A B
            name:'amy' and email~'rocket'                       | A
            phone:null                                          | B
            -phone:null                                         | A C
            email:NULL OR phone:null                            | B C
            metadata['tier']:'gold'                             | A
            metadata['tier']:'Gold'                             | ``
            -metadata['tier']:'gold'                            | B C
            metadata["tier"]~'ilv'                              | B
            metadata['tier']:null                               | C
            metadata['tier']:'gold' AND metadata['k"ey']:'it\\'s' | A
            metadata["k\\"ey"]:"it's"                           | A
            name:'Cat "C" O\\'Neil\\\\'                         | C
            name:"cat \\"C\\" O'neil\\\\"                       | C
            created>1000000000                                  | A B C
            created>=1000000000 AND created<1000000001          | ``
            created<4000000000                                  | A B C
            -created<4000000000                                 | ``
              name : 'amy'                                      | A
            name:'nobody'                                       | ``
            """)
    void aCustomerIsFoundBy(String query, String whom) throws Exception {
        assertThat(found(query)).as(query).isEqualTo(whom);
    }

    private static String found(String query) throws Exception {
        return stripe
                .v1()
                .customers()
                .search(CustomerSearchParams.builder().setQuery(query).build())
                .getData()
                .stream()
                .map(customer -> customer.getName().substring(0, 1))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            jenny                            | character 6
            -                                | character 2
            email                            | character 6
            email:                           | character 7
            email:jenny                      | character 7
            email:'a                         | character 7
            email:'a' email:'b'              | character 11
            email:'a' AND                    | character 14
            email:'a' AND name:'b' OR name:'c' | character 24
            email:12x                        | character 7
            email~null                       | character 7
            metadata:'a'                     | character 9
            metadata['a:'b'                  | character
            email['a']:'b'                   | character 7
            (email:'a')                      | character 1
            emai:'a'                         | nearest is email
            email>'a'                        | no number
            email~'ab'                       | at least 3 characters
            created:'soon'                   | integer
            created~'123'                    | no text
            """)
    void whatCannotBeReadNamesThePlace(String query, String what) {
        var refused = catchThrowableOfType(InvalidRequestException.class, () -> found(query));
        assertThat(refused.getParam()).isEqualTo("query");
        assertThat(refused.getMessage()).contains(what);
    }

    @Test
    void tenConditionsAreEnough() throws Exception {
        var ten = String.join(" OR ", java.util.Collections.nCopies(10, "name:'amy'"));
        assertThat(found(ten)).isEqualTo("A");
        assertThat(catchThrowableOfType(InvalidRequestException.class, () -> found(ten + " OR name:'bob'"))
                        .getMessage())
                .contains("at most 10 conditions");
    }

    @Test
    void pagesFollowEachOther() throws Exception {
        var names = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            customer("Paged " + i, null, null, Map.of("paged", "yes"));
            names.add("Paged " + i);
        }
        for (var query : List.of("metadata['paged']:'yes'", "name~'Paged'")) {
            var params =
                    CustomerSearchParams.builder().setQuery(query).setLimit(2L).build();
            var walked = new ArrayList<String>();
            for (Customer customer : stripe.v1().customers().search(params).autoPagingIterable()) {
                walked.add(customer.getName());
            }
            assertThat(walked).isEqualTo(names.reversed());
        }
    }

    @Test
    void productsAndPricesAreFound() throws Exception {
        var product = stripe.v1()
                .products()
                .create(ProductCreateParams.builder()
                        .setName("Oolong")
                        .setDescription("Half fermented")
                        .setUrl("https://tea.example")
                        .putMetadata("leaf", "whole")
                        .build());
        for (var query : List.of(
                "name:'oolong'",
                "active:'true' AND description~'ferment'",
                "active:true AND name~'long'",
                "metadata['leaf']:'whole'",
                "-url:null AND name:'Oolong'")) {
            assertThat(stripe.v1()
                            .products()
                            .search(ProductSearchParams.builder()
                                    .setQuery(query)
                                    .build())
                            .getData())
                    .as(query)
                    .containsExactly(product);
        }
        var price = stripe.v1()
                .prices()
                .create(PriceCreateParams.builder()
                        .setProduct(product.getId())
                        .setCurrency("nok")
                        .setUnitAmount(900L)
                        .setLookupKey("oolong")
                        .putMetadata("leaf", "whole")
                        .build());
        for (var query : List.of(
                "product:'" + product.getId() + "'",
                "currency:'NOK'",
                "lookup_key:'oolong' AND type:'one_time'",
                "metadata['leaf']:'whole' AND active:'true'",
                "-currency:'gbp' AND -lookup_key:null")) {
            assertThat(stripe.v1()
                            .prices()
                            .search(PriceSearchParams.builder().setQuery(query).build())
                            .getData())
                    .as(query)
                    .containsExactly(price);
        }
        assertThat(stripe.v1()
                        .prices()
                        .search(PriceSearchParams.builder()
                                .setQuery("currency:'nok'")
                                .addExpand("data.product")
                                .build())
                        .getData())
                .singleElement()
                .satisfies(
                        found -> assertThat(found.getProductObject().getName()).isEqualTo("Oolong"));
    }

    @Test
    void paymentsAreFoundByTheirAmountAndTheirCard() throws Exception {
        var paid = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(77_700L)
                        .setCurrency("sek")
                        .setConfirm(true)
                        .setPaymentMethod("pm_card_mastercard")
                        .putMetadata("order", "7")
                        .build());
        var open = stripe.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(77_701L)
                        .setCurrency("sek")
                        .build());
        for (var query : List.of(
                "amount:77700",
                "amount>'77699' AND amount<77701 AND currency:'sek'",
                "status:'succeeded' AND currency:'SEK'",
                "metadata['order']:'7' AND -status:'canceled'")) {
            assertThat(stripe.v1()
                            .paymentIntents()
                            .search(PaymentIntentSearchParams.builder()
                                    .setQuery(query)
                                    .build())
                            .getData())
                    .as(query)
                    .containsExactly(paid);
        }
        assertThat(stripe.v1()
                        .paymentIntents()
                        .search(PaymentIntentSearchParams.builder()
                                .setQuery("amount>=77700")
                                .build())
                        .getData())
                .containsExactly(open, paid);
        for (var query : List.of(
                "amount:77700",
                "payment_method_details.card.last4:'4444' AND payment_method_details.card.brand:'mastercard'",
                "currency:'sek' AND refunded:'false' AND -disputed:'true'",
                "metadata['order']:'7'")) {
            assertThat(stripe.v1()
                            .charges()
                            .search(ChargeSearchParams.builder().setQuery(query).build())
                            .getData())
                    .as(query)
                    .extracting(com.stripe.model.Charge::getId)
                    .containsExactly(paid.getLatestCharge());
        }
    }
}
