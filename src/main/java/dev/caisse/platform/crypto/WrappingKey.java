package dev.caisse.platform.crypto;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;

/// The 256 bits that wrap a [Keyset]; kept outside the database. Prints itself masked.
public final class WrappingKey {
    private static final int BYTES = 32;

    private final SecretBytes bits;

    private WrappingKey(SecretBytes bits) {
        this.bits = bits;
    }

    /// Reads 32 bytes in base64, of either alphabet, with or without padding and white space around.
    ///
    /// @throws IllegalArgumentException when they are not that; the message names CAISSE_VAULT_KEY and not the text
    public static WrappingKey read(String text) {
        var bytes = decoded(text.strip());
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    "CAISSE_VAULT_KEY must be 32 bytes in base64 (44 characters); this one is " + bytes.length
                            + " bytes. Make one with: openssl rand -base64 32");
        }
        return new WrappingKey(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()));
    }

    /// The text of a new key, as [#read] takes it.
    public static String newText(SecureRandom random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    Aead aead() throws GeneralSecurityException {
        AeadConfig.register();
        var key = AesGcmKey.builder()
                .setParameters(parameters())
                .setKeyBytes(bits)
                .build();
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
                .build()
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    @Override
    public String toString() {
        return "WrappingKey[***]";
    }

    private static AesGcmParameters parameters() throws GeneralSecurityException {
        return AesGcmParameters.builder()
                .setKeySizeBytes(BYTES)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                .build();
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException _) {
            // The decoder's own message quotes a character of the key.
            throw new IllegalArgumentException(
                    "CAISSE_VAULT_KEY must be 32 bytes in base64 (44 characters); this one is"
                            + " not base64. Make one with: openssl rand -base64 32");
        }
    }
}
