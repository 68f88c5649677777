package dev.caisse.payments;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import dev.caisse.connectors.Means.SecurityCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// Security codes of payers who are away at their bank: in the memory of this node only, for ten minutes at most, wiped
/// when they are used or out of date. Written nowhere.
public final class HeldCodes {
    private static final Duration AT_MOST = Duration.ofMinutes(10);
    private static final int MOST = 100_000;

    private final Cache<Long, byte[]> byMethod = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(AT_MOST)
            .scheduler(Scheduler.systemScheduler())
            .evictionListener((Long key, byte[] digits, RemovalCause cause) -> wipe(digits))
            .build();

    public void hold(long method, SecurityCode code) {
        wipe(byMethod.asMap().put(method, code.digits().getBytes(StandardCharsets.US_ASCII)));
    }

    /// Whether the code of this method is here, so that the payer need not be asked again.
    public boolean has(long method) {
        return byMethod.getIfPresent(method) != null;
    }

    /// The code, once.
    public Optional<SecurityCode> take(long method) {
        var digits = byMethod.asMap().remove(method);
        if (digits == null) {
            return Optional.empty();
        }
        var code = new SecurityCode(new String(digits, StandardCharsets.US_ASCII));
        wipe(digits);
        return Optional.of(code);
    }

    private static void wipe(byte[] digits) {
        if (digits != null) {
            Arrays.fill(digits, (byte) 0);
        }
    }
}
