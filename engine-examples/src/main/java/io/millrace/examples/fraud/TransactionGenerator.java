package io.millrace.examples.fraud;

import io.millrace.function.LongFn;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes up transactions of 100,000 users. The transaction of an index depends on nothing but the seed and the index, so
 * a load is the same wherever and however often it is made. A transaction happens every 6 ms, which is one per user in ten minutes; one in eight comes up to
 * 20 s behind its time. Some blocks of 64 have a user who pays eight times within seconds, others one who pays in two
 * countries.
 */
public final class TransactionGenerator implements LongFn<Transaction> {

    /** How many users there are. */
    public static final int USERS = 100_000;

    private static final List<String> COUNTRIES =
            List.of("US", "UK", "DE", "FR", "IN", "BR", "JP", "NG", "CA", "MX", "ES", "IT");

    private static final long START_MILLIS =
            Instant.parse("2024-01-15T10:00:00Z").toEpochMilli();
    private static final long STEP_MILLIS = 6;
    private static final int LONGEST_DELAY_MILLIS = 20_000;
    private static final int BLOCK = 64;
    private static final int KINDS_OF_BLOCKS = 16;
    private static final int BURST = 0;
    private static final int JOURNEY = 1;
    private static final int DEPARTURE = 5;
    private static final int ARRIVAL = 45;

    private final long seed;
    private final String[] users;

    /**
     * A generator.
     *
     * @param seed what the transactions depend on, together with their index
     */
    public TransactionGenerator(long seed) {
        this.seed = mixed(seed);
        this.users = IntStream.range(0, USERS).mapToObj(user -> "U" + user).toArray(String[]::new);
    }

    @Override
    public Transaction apply(long index) {
        long random = mixed(seed + index);
        long blockRandom = mixed(~seed + index / BLOCK);
        int kind = part(blockRandom, 0, KINDS_OF_BLOCKS);
        int slot = (int) (index % BLOCK);

        boolean burst = kind == BURST && slot % 8 == 0;
        boolean abroad = kind == JOURNEY && slot == ARRIVAL;
        boolean journey = abroad || (kind == JOURNEY && slot == DEPARTURE);
        int user = part(burst || journey ? blockRandom : random, 32, USERS);
        return new Transaction(id(index), users[user], amount(random), country(user, abroad), time(index, random));
    }

    /** The index that {@link #apply} made a transaction from. */
    static long index(String transactionId) {
        return Long.parseLong(transactionId, 1, transactionId.length(), 10);
    }

    private static String id(long index) {
        return "T" + index;
    }

    /** Mostly some tens; one in 200 is of more than 1000. */
    private static BigDecimal amount(long random) {
        int cents = part(mixed(random), 0, 20_000);
        return BigDecimal.valueOf(cents < 100 ? 100_000L + cents * 1_000L : cents, 2);
    }

    private static String country(int user, boolean abroad) {
        int home = user % COUNTRIES.size();
        return COUNTRIES.get(abroad ? (home + 1) % COUNTRIES.size() : home);
    }

    private static Instant time(long index, long random) {
        long delay = part(random, 0, 8) == 0 ? part(mixed(random), 32, LONGEST_DELAY_MILLIS) : 0;
        return Instant.ofEpochMilli(START_MILLIS + index * STEP_MILLIS - delay);
    }

    /** A number below a bound out of 32 bits of a random one, from a bit on. */
    private static int part(long random, int fromBit, int bound) {
        return (int) ((((random >>> fromBit) & 0xffff_ffffL) * bound) >>> 32);
    }

    /** The finalizer of SplitMix64: all bits of the result depend on all bits of the input. */
    private static long mixed(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
