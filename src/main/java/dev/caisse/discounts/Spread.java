package dev.caisse.discounts;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Spreads an amount over others in proportion, to the smallest unit: what rounding down leaves goes, one unit each, to
/// those it took most from, the earlier first. Nobody gets more than they have.
final class Spread {
    private Spread() {}

    /// @param total at most the sum of the others
    static List<Long> of(long total, List<Long> others) {
        var sum = BigInteger.valueOf(others.stream().mapToLong(Long::longValue).sum());
        var shares = new ArrayList<Long>();
        var lost = new ArrayList<BigInteger>();
        long left = total;
        for (long other : others) {
            var parts = total == 0
                    ? new BigInteger[] {BigInteger.ZERO, BigInteger.ZERO}
                    : BigInteger.valueOf(total)
                            .multiply(BigInteger.valueOf(other))
                            .divideAndRemainder(sum);
            shares.add(parts[0].longValueExact());
            lost.add(parts[1]);
            left -= parts[0].longValueExact();
        }
        IntStream.range(0, others.size())
                .boxed()
                .sorted(Comparator.comparing(lost::get).reversed())
                .limit(left)
                .forEach(place -> shares.set(place, shares.get(place) + 1));
        return List.copyOf(shares);
    }
}
