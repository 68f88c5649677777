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
import java.util.List;
import java.util.stream.IntStream;

/// The keys that seal what rests in the database, and the one that makes fingerprints. Leaves this object only wrapped,
/// never prints a key, and opens what any of its keys sealed. While keys are changed it takes over what another node
/// made
/// of it, for everybody who holds this object.
public final class Keyset {
    private static final byte[] SEALING = "caisse keyset: sealing".getBytes(UTF_8);
    private static final byte[] FINGERPRINTS = "caisse keyset: fingerprints".getBytes(UTF_8);
    private static final int FINGERPRINT_LENGTH = 20;
    private static final int PRF_BYTES = 32;

    /// The first bytes of everything that is sealed say by which key.
    private static final int MARK_BYTES = 5;

    private final KeysetHandle fingerprints;
    private final PrfSet prf;
    private volatile Sealing sealing;

    private record Sealing(KeysetHandle keys, Aead aead) {}

    private Keyset(KeysetHandle sealing, KeysetHandle fingerprints) throws GeneralSecurityException {
        this.fingerprints = fingerprints;
        this.prf = fingerprints.getPrimitive(tink(), PrfSet.class);
        this.sealing = new Sealing(sealing, sealing.getPrimitive(tink(), Aead.class));
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
            var first = TinkProtoKeysetFormat.serializeEncryptedKeyset(sealing.keys(), key.aead(), SEALING, tink());
            var second = TinkProtoKeysetFormat.serializeEncryptedKeyset(fingerprints, key.aead(), FINGERPRINTS, tink());
            return ByteBuffer.allocate(2 * Integer.BYTES + first.length + second.length)
                    .putInt(first.length)
                    .put(first)
                    .putInt(second.length)
                    .put(second)
                    .array();
        });
    }

    /// A keyset that knows one more key, which it does not seal with yet: whoever has it opens what others will seal
    /// when they have come further. Fingerprints stay as they are.
    public Keyset withCandidate() {
        return always(() -> {
            var entry = KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM);
            var keys = KeysetHandle.newBuilder(sealing.keys())
                    .addEntry(entry.withRandomId())
                    .build();
            return new Keyset(keys, fingerprints);
        });
    }

    /// A keyset that seals with its newest key, and opens what the others sealed.
    public Keyset promoted() {
        return always(() -> {
            var keys = KeysetHandle.newBuilder(sealing.keys());
            keys.getAt(keys.size() - 1).makePrimary();
            return new Keyset(keys.build(), fingerprints);
        });
    }

    /// A keyset that has no key but the one it seals with.
    public Keyset withoutOldKeys() {
        return always(() -> {
            var keys = KeysetHandle.newBuilder(sealing.keys());
            for (int i = keys.size() - 1; i >= 0; i--) {
                if (!keys.getAt(i).isPrimary()) {
                    keys.deleteAt(i);
                }
            }
            return new Keyset(keys.build(), fingerprints);
        });
    }

    /// Whether it knows a newer key, or still has an older one.
    public boolean hasManyKeys() {
        return sealing.keys().size() > 1;
    }

    /// Whether it seals with the newest of its keys.
    public boolean sealsWithNewest() {
        var keys = sealing.keys();
        return keys.getAt(keys.size() - 1).isPrimary();
    }

    /// What everything begins with that the newest of its keys sealed.
    public byte[] newestMark() {
        var keys = sealing.keys();
        return ByteBuffer.allocate(MARK_BYTES)
                .put((byte) 1)
                .putInt(keys.getAt(keys.size() - 1).getId())
                .array();
    }

    /// What everything begins with that one of its older keys sealed.
    public List<byte[]> olderMarks() {
        var keys = sealing.keys();
        return IntStream.range(0, keys.size() - 1)
                .mapToObj(i -> ByteBuffer.allocate(MARK_BYTES)
                        .put((byte) 1)
                        .putInt(keys.getAt(i).getId())
                        .array())
                .toList();
    }

    /// Seals and opens from now on as the other one does.
    public void become(Keyset other) {
        sealing = other.sealing;
    }

    /// @param context what the bytes belong to; they open with the same context only
    public byte[] seal(byte[] plain, String context) {
        return always(() -> sealing.aead().encrypt(plain, context.getBytes(UTF_8)));
    }

    /// @throws Unsealable when the bytes were sealed by other keys or for another context, or were changed
    public byte[] open(byte[] sealed, String context) {
        try {
            return sealing.aead().decrypt(sealed, context.getBytes(UTF_8));
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
