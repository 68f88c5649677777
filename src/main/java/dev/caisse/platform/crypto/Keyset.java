package dev.caisse.platform.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig;
import com.google.crypto.tink.prf.PrfSet;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/// The keys that seal what rests in the database, and the one that makes fingerprints. Leaves this object only wrapped,
/// never prints a key, and opens what any of its earlier keys sealed.
public final class Keyset {
    private static final byte[] SEALING = "caisse keyset: sealing".getBytes(UTF_8);
    private static final byte[] FINGERPRINTS = "caisse keyset: fingerprints".getBytes(UTF_8);
    private static final int FINGERPRINT_LENGTH = 20;
    private static final int PRF_BYTES = 32;

    private final KeysetHandle sealing;
    private final KeysetHandle fingerprints;
    private final Aead aead;
    private final PrfSet prf;

    private Keyset(KeysetHandle sealing, KeysetHandle fingerprints) throws GeneralSecurityException {
        this.sealing = sealing;
        this.fingerprints = fingerprints;
        this.aead = sealing.getPrimitive(tink(), Aead.class);
        this.prf = fingerprints.getPrimitive(tink(), PrfSet.class);
    }

    /// Fresh keys: AES-256-GCM for sealing, HMAC-SHA-256 for fingerprints.
    public static Keyset create() {
        return always(() ->
                new Keyset(fresh(PredefinedAeadParameters.AES256_GCM), fresh(PredefinedPrfParameters.HMAC_SHA256_PRF)));
    }

    /// @throws Unsealable when this key did not wrap these bytes
    public static Keyset unwrap(byte[] wrapped, WrappingKey key) {
        try {
            var bytes = ByteBuffer.wrap(wrapped);
            return new Keyset(part(bytes, key, SEALING), part(bytes, key, FINGERPRINTS));
        } catch (GeneralSecurityException | BufferUnderflowException | IllegalArgumentException _) {
            throw new Unsealable("The keyset does not open with this key.");
        }
    }

    /// Both keysets, encrypted, in a form for [#unwrap].
    public byte[] wrap(WrappingKey key) {
        return always(() -> {
            var first = TinkProtoKeysetFormat.serializeEncryptedKeyset(sealing, key.aead(), SEALING, tink());
            var second = TinkProtoKeysetFormat.serializeEncryptedKeyset(fingerprints, key.aead(), FINGERPRINTS, tink());
            return ByteBuffer.allocate(2 * Integer.BYTES + first.length + second.length)
                    .putInt(first.length)
                    .put(first)
                    .putInt(second.length)
                    .put(second)
                    .array();
        });
    }

    /// A keyset that seals with a new key and still opens what this one sealed. Fingerprints stay as they are.
    public Keyset rotated() {
        return always(() -> new Keyset(withNewPrimary(sealing), fingerprints));
    }

    /// @param context what the bytes belong to; they open with the same context only
    public byte[] seal(byte[] plain, String context) {
        return always(() -> aead.encrypt(plain, context.getBytes(UTF_8)));
    }

    /// @throws Unsealable when the bytes were sealed by other keys or for another context, or were changed
    public byte[] open(byte[] sealed, String context) {
        try {
            return aead.decrypt(sealed, context.getBytes(UTF_8));
        } catch (GeneralSecurityException _) {
            throw new Unsealable("Sealed bytes do not open: wrong key, moved from elsewhere, or changed.");
        }
    }

    /// Twenty letters and digits, the same for the same text; tells nothing about it without the key.
    public String fingerprint(String text) {
        return Tokens.letters(new BigInteger(1, keyedHash(text)), FINGERPRINT_LENGTH);
    }

    /// As [#fingerprint(String)], for what nobody reads.
    public byte[] keyedHash(String text) {
        return always(() -> prf.computePrimary(text.getBytes(UTF_8), PRF_BYTES));
    }

    @Override
    public String toString() {
        return "Keyset[***]";
    }

    private static KeysetHandle part(ByteBuffer bytes, WrappingKey key, byte[] what) throws GeneralSecurityException {
        int length = bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
            throw new GeneralSecurityException("truncated");
        }
        var part = new byte[length];
        bytes.get(part);
        return TinkProtoKeysetFormat.parseEncryptedKeyset(part, key.aead(), what, tink());
    }

    private static KeysetHandle fresh(Parameters parameters) throws GeneralSecurityException {
        return KeysetHandle.generateNew(parameters, tink());
    }

    private static KeysetHandle withNewPrimary(KeysetHandle handle) throws GeneralSecurityException {
        var entry = KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM);
        return KeysetHandle.newBuilder(handle)
                .addEntry(entry.withRandomId().makePrimary())
                .build();
    }

    private static Configuration tink() throws GeneralSecurityException {
        AeadConfig.register();
        PrfConfig.register();
        return RegistryConfiguration.get();
    }

    private static <T> T always(Cryptography<T> work) {
        try {
            return work.run();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime lacks AES-GCM or HMAC-SHA-256.", e);
        }
    }

    private interface Cryptography<T> {
        T run() throws GeneralSecurityException;
    }
}
