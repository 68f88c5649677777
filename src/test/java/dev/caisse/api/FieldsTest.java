package dev.caisse.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisse.platform.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The golden file of each resource has the fields that its clients were promised, all of them and in that order.
class FieldsTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        payment_intent.requires_capture | id object created currency customer amount status description metadata livemode shipping merchant_order_id merchant_user_id client_secret last_payment_error next_action payment_method payment_method_types payment_method_options receipt_email statement_descriptor statement_descriptor_suffix cancel_at canceled_at cancellation_reason confirmation_method capture_method amount_capturable amount_received return_url latest_charge charges quantity
        charge | id object created amount amount_captured amount_refunded currency customer description status captured disputed paid refunded failure_code failure_message outcome payment_intent payment_method payment_method_details billing_details receipt_email receipt_url refunds balance_transaction metadata livemode
        charge/outcome | type network_status reason risk_level seller_message
        charge/payment_method_details | type card
        charge/payment_method_details/card | brand last4 exp_month exp_year country funding fingerprint checks three_d_secure wallet
        charge/billing_details | address email name phone
        payment_method | id object created type billing_details card customer metadata livemode
        payment_method/billing_details/address | city country line1 line2 postal_code state
        payment_method/card | brand last4 exp_month exp_year country funding fingerprint checks
        payment_method/card/checks | cvc_check address_line1_check address_postal_code_check
        setup_intent.succeeded | id object created status usage customer description payment_method payment_method_types payment_method_options client_secret next_action last_setup_error cancellation_reason latest_attempt metadata livemode
        customer | id object created address description email name phone shipping metadata livemode invoice_settings discount
        customer.deleted | id object deleted
        refund | id object amount currency created payment_intent charge reason status description failure_reason metadata livemode balance_transaction
        dispute | id object amount charge payment_intent currency created reason status evidence evidence_details balance_transactions metadata livemode
        dispute/evidence_details | due_by has_evidence past_due submission_count
        balance | object available pending livemode
        balance_transaction | id object amount available_on created currency description fee fee_details net reporting_category source status type
        coupon | id object amount_off created currency duration duration_in_months livemode max_redemptions metadata name percent_off redeem_by times_redeemed valid applies_to
        promotion_code | id object active code coupon created customer expires_at livemode max_redemptions metadata restrictions times_redeemed promotion
        promotion_code/restrictions | first_time_transaction minimum_amount minimum_amount_currency
        shipping_rate | id object active created delivery_estimate display_name fixed_amount livemode metadata type
        payment_link | id object created active url currency livemode metadata line_items after_completion allow_promotion_codes billing_address_collection cancel_url consent_collection custom_fields custom_text customer_creation discounts inactive_message locale payment_intent_data payment_method_options payment_method_types phone_number_collection restrictions shipping_address_collection shipping_options submit_type
        payment_link/restrictions/completed_sessions | count limit
        payment_link/after_completion | type hosted_confirmation redirect
        price.tiered/tiers/0 | flat_amount unit_amount up_to
        session.discounted/total_details | amount_discount amount_shipping breakdown
        session.discounted/shipping_cost | amount_subtotal amount_total shipping_rate
        session.asked | id object created currency customer mode livemode shipping status url cancel_url client_reference_id customer_email line_items payment_intent payment_method_types payment_status success_url amount_subtotal amount_total billing_address_collection expires_at payment_link payment_method_options phone_number_collection shipping_address_collection client_secret metadata customer_details customer_creation setup_intent discounts total_details shipping_cost shipping_options custom_fields custom_text consent consent_collection submit_type locale allow_promotion_codes after_expiration recovered_from branding_settings ui_mode return_url
        session.asked/custom_fields/0 | key label type optional dropdown numeric text
        session.asked/custom_text | after_submit shipping_address submit terms_of_service_acceptance
        payment_method_configuration.list/data/0 | type active currencies minimum maximum refund group recurring
        payment_method_configuration.list/data/0/refund | full partial multiple
        """)
    void aResourceHasItsFieldsInTheirOrder(String place, String fields) throws IOException {
        var names = place.split("/");
        var golden = Files.readString(Path.of("src/test/resources/golden", names[0] + ".json"));
        Object at = Json.readObject(golden.replace("<time>", "0"));
        for (int i = 1; i < names.length; i++) {
            at = at instanceof Map<?, ?> map ? map.get(names[i]) : ((List<?>) at).get(Integer.parseInt(names[i]));
        }
        assertThat(((Map<?, ?>) at).keySet().stream().map(Object::toString)).containsExactly(fields.split(" "));
    }
}
