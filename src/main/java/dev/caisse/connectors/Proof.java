package dev.caisse.connectors;

/// That a payer was authenticated, as an authorisation carries it. Good for one authorisation of that card and amount.
/// Prints itself without its cryptogram.
///
/// @param eci electronic commerce indicator, two digits: `05`, on Mastercard `02`
/// @param cavv the authenticator's cryptogram, base64
/// @param dsTransId the directory server's id of the authentication
public record Proof(String eci, String cavv, String dsTransId) {
    @Override
    public String toString() {
        return "Proof[eci=" + eci + ", dsTransId=" + dsTransId + "]";
    }
}
